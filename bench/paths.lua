-- Asks for the paths that a file lists, one after another: wrk --script paths.lua ADDRESS -- FILE
local requests, number = {}, 0

function init(arguments)
    for path in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format("GET", path)
    end
end

function request()
    number = number % #requests + 1
    return requests[number]
end
