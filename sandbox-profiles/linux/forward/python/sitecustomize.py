# Loaded before the first line of a Python program in a sandbox with a way out (PYTHONPATH, see supervisor/docs/egress.md).
# Clients of HTTP know a proxy by its address: this listens there, on the sandbox's own loopback, and copies to the one socket.
# Not a wall: a program that goes round this has no network.


def _forward():
    import socket
    import threading

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.bind(("127.0.0.1", 3128))
        listener.listen(64)
    except OSError:
        listener.close()  # A child: the first process of the sandbox to come serves for all of it.
        return

    def copy(source, to):
        try:
            while True:
                part = source.recv(65536)
                if not part:
                    break
                to.sendall(part)
            to.shutdown(socket.SHUT_WR)
        except OSError:
            for end in (source, to):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def serve(inside):
        with inside, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as outside:
            try:
                outside.connect("/run/egress.sock")
            except OSError:
                return
            up = start(copy, inside, outside)
            copy(outside, inside)
            up.join()

    def accept():
        while True:
            try:
                inside, _ = listener.accept()
            except OSError:
                continue
            try:
                start(serve, inside)
            except RuntimeError:  # No thread more, or the interpreter ends.
                inside.close()

    def start(what, *args):
        thread = threading.Thread(target=what, args=args, daemon=True, name="egress")
        thread.start()
        return thread

    start(accept)


def _next():
    """Runs the sitecustomize that this one stands before, as Debian has one."""
    import os
    import sys

    here = os.path.dirname(__file__)
    ours = sys.modules.pop("sitecustomize", None)
    before = list(sys.path)
    sys.path[:] = [each for each in before if os.path.abspath(each) != here]
    try:
        import sitecustomize  # noqa: F401
    except ImportError:
        if ours is not None:
            sys.modules["sitecustomize"] = ours
    finally:
        sys.path[:] = before


_forward()
_next()
