-- The database and the account of a server of its own: as root, `mariadb < setup.sql`, once.
-- The programs come through the unix socket as the system's user `switchboard`, so there is no
-- password that could leak. For a database on other hosts give the account a password instead:
--   CREATE USER switchboard@'%' IDENTIFIED BY '…';   and set DB_HOST, DB_USER, DB_PASSWORD.

CREATE DATABASE IF NOT EXISTS switchboard CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE USER IF NOT EXISTS switchboard@localhost IDENTIFIED VIA unix_socket;
GRANT ALL PRIVILEGES ON switchboard.* TO switchboard@localhost;
