"""An MCP server whose one tool, `wait`, answers after so many seconds: a call that is in flight for as long as a test wants."""

import json
import sys
import threading
import time

lock = threading.Lock()


def say(request, reply):
    with lock:
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", "id": request["id"], **reply}) + "\n")
        sys.stdout.flush()


def call(request):
    time.sleep(float(request["params"]["arguments"]["seconds"]))
    say(request, {"result": {"content": [{"type": "text", "text": "waited"}]}})


for line in sys.stdin:
    message = json.loads(line)
    if "id" not in message:
        continue
    method = message["method"]
    if method == "initialize":
        say(message, {"result": {"protocolVersion": message["params"]["protocolVersion"], "capabilities": {"tools": {}},
                                 "serverInfo": {"name": "patient", "version": "1"}}})
    elif method == "tools/list":
        say(message, {"result": {"tools": [{"name": "wait", "inputSchema": {"type": "object"}}]}})
    elif method == "tools/call":
        threading.Thread(target=call, args=(message,), daemon=True).start()
    else:
        say(message, {"error": {"code": -32601, "message": "no such method"}})
