"""An MCP server that goes off when its tool `boom` is called: `bomb.py KIND`. It answers first, so that the test knows."""

import json
import os
import signal
import sys
import time


def forks():
    while True:
        try:
            os.fork()
        except OSError:
            pass


def memory():
    kept = []
    while True:
        try:
            kept.append(bytearray(b"x") * (8 << 20))
        except MemoryError:
            time.sleep(0.001)


def disk():
    number = 0
    while True:
        number += 1
        try:
            with open("/workspace/fill-%d" % number, "wb") as file:
                file.write(b"x" * (16 << 20))
        except OSError:
            time.sleep(0.001)


def descriptors():
    kept = []
    while True:
        try:
            kept.append(os.open("/dev/null", os.O_RDONLY))
            kept.extend(os.pipe())
        except OSError:
            time.sleep(0.001)


def spin():
    for _ in range(7):
        if os.fork() == 0:
            break
    while True:
        pass


def signals():
    signal.signal(signal.SIGUSR1, lambda *_: None)
    parent = os.getpid()
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            while True:
                os.kill(parent, signal.SIGUSR1)
        children.append(child)
    while True:
        for child in children:
            os.kill(child, signal.SIGCONT)


def stdout():
    flood = b'{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"' + b"x" * 4000 + b'"}}\n'
    while True:
        os.write(1, flood * 8)


def stubborn():
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(each, signal.SIG_IGN)
    while True:
        time.sleep(1)


def daemon():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for fd in (0, 1, 2):
                os.close(fd)
            while True:
                time.sleep(1)
        os._exit(0)
    while True:
        time.sleep(1)


KINDS = {each.__name__: each for each in (forks, memory, disk, descriptors, spin, signals, stdout, stubborn, daemon)}


def answer(request):
    method = request.get("method")
    if method == "initialize":
        return {"protocolVersion": request["params"]["protocolVersion"], "capabilities": {"tools": {}},
                "serverInfo": {"name": "bomb", "version": "1"}}
    if method == "tools/list":
        return {"tools": [{"name": "boom", "inputSchema": {"type": "object"}}]}
    if method == "tools/call":
        return {"content": [{"type": "text", "text": "going off"}]}
    return {}


for line in sys.stdin:
    message = json.loads(line)
    if "id" not in message:
        continue
    if message["method"] == "server/discover":
        reply = {"error": {"code": -32601, "message": "no such method"}}
    else:
        reply = {"result": answer(message)}
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", "id": message["id"], **reply}) + "\n")
    sys.stdout.flush()
    if message["method"] == "tools/call":
        KINDS[sys.argv[1]]()
