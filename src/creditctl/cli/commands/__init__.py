"""One module a command or group: parse, call one use case, answer."""
