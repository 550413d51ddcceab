/* A login as the dashboard and other clients hold it: a token, which is the dashboard's cookie too. */
#ifndef WEB_LOGIN_H
#define WEB_LOGIN_H

#include "data/users.h"
#include "web/request.h"

/* Begins a login of this account, good for 12 hours: 200 with its token and the cookie. It is in the audit log. */
enum outcome login_begin(struct request *r, const struct account *account);

/* 204 that takes the cookie away: the login has ended. */
enum outcome login_forget(struct request *r);

#endif
