-- wrk: posts the requests of a file made by t/bench/inbound, one a line: signature, tab, body. Each is sent once: a repeat would be a duplicate.
local requests, at = {}, 0

function init(args)
	for line in io.lines(args[1]) do
		local signature, body = line:match("^(%S+)\t(.*)$")
		requests[#requests + 1] = wrk.format("POST", nil, {
			["Content-Type"] = "application/x-www-form-urlencoded",
			["X-Twilio-Signature"] = signature,
			["Host"] = args[2],
		}, body)
	end
end

function request()
	at = at % #requests + 1
	return requests[at]
end
