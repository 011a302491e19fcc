"""A runner as a later haulbeat may have it: it speaks version 2, with fields and frames that today's version does not know.

Runs as `newer_runner.py __run 3 FOLDER`. A job that it is to start it reports as succeeded. If the job's argument is `alone`, it
leaves the worker and answers the next one, at the socket that it listens on, with the job's body as the run's descriptor.
"""
import base64
import json
import os
import socket
import struct
import sys


def frame(kind, fields, body=b""):
    text = b"".join(name.encode() + b"=" + value.encode() + b"\0" for name, value in fields)
    return struct.pack("<BII", kind, len(text), len(body)) + text + body


def receive(link):
    def exactly(count):
        got = b""
        while len(got) < count:
            piece = link.recv(count - len(got))
            if not piece:
                sys.exit(0)
            got += piece
        return got

    kind, fields, body = struct.unpack("<BII", exactly(9))
    fields = [field.split(b"=", 1) for field in exactly(fields).split(b"\0")[:-1]]
    return kind, {name.decode(): value.decode() for name, value in fields}, exactly(body)


worker = socket.socket(fileno=int(sys.argv[2]))
kind, job, body = receive(worker)
if job["argument"] != "alone":
    worker.sendall(frame(99, [("color", "blue")], b"\0what?"))
    worker.sendall(frame(16, [("pid", str(os.getpid())), ("color", "blue")]))
    worker.sendall(frame(17, [("fraction", "0.5"), ("message", "half"), ("left", "10s")]))
    run = {key: job[key] for key in ("job", "queue", "worker", "files")}
    end = {"endedAt": "2030-01-01T00:00:00Z", "exitCode": 0, "output": base64.b64encode(b"said").decode(), "joules": 7}
    worker.sendall(frame(18, [("color", "blue")], json.dumps(run | end).encode()))
    receive(worker)

sockets = os.path.dirname(os.path.dirname(job["files"])) + "/sockets"
os.makedirs(sockets, exist_ok=True)
listener = socket.socket(socket.AF_UNIX)
listener.bind(f"{sockets}/{os.getpid()}")
listener.listen()
worker.close()
while True:
    next_worker, _ = listener.accept()
    receive(next_worker)
    next_worker.sendall(frame(20, [("color", "blue")], body))
