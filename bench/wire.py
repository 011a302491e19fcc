"""A TCP proxy that records when a client's AMQP frames pass. usage: wire.py BROKER_PORT FILE; prints the port it listens on.

A line of FILE: nanoseconds since 1970, the connection's number, and what passed: ack, publish, heartbeat or other.
"""
import select
import socket
import sys
import time

METHODS = {(60, 80): "ack", (60, 40): "publish"}


class Reader:
    """Cuts the client's bytes into frames."""

    def __init__(self):
        self.buffer = b""
        self.greeted = False

    def feed(self, data):
        self.buffer += data
        if not self.greeted and len(self.buffer) >= 8:
            self.buffer, self.greeted = self.buffer[8:], True
        while self.greeted and len(self.buffer) >= 7:
            size = 8 + int.from_bytes(self.buffer[3:7], "big")
            if len(self.buffer) < size:
                return
            frame, self.buffer = self.buffer[:size], self.buffer[size:]
            yield kind(frame)


def kind(frame):
    if frame[0] == 8:
        return "heartbeat"
    if frame[0] != 1:
        return "other"
    return METHODS.get((int.from_bytes(frame[7:9], "big"), int.from_bytes(frame[9:11], "big")), "other")


def close(end, others, readers):
    for each in (end, others.pop(end)):
        others.pop(each, None)
        readers.pop(each, None)
        each.close()


def main(broker_port, path):
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    others, readers, count = {}, {}, 0
    with open(path, "w", buffering=1) as notes:
        while True:
            for ready in select.select([listener, *others], [], [])[0]:
                if ready is listener:
                    client, broker = listener.accept()[0], socket.create_connection(("127.0.0.1", broker_port))
                    for end in (client, broker):
                        end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    others[client], others[broker], count = broker, client, count + 1
                    readers[client] = (count, Reader())
                elif ready in others:
                    try:
                        data = ready.recv(65536)
                    except OSError:
                        data = b""
                    now = time.time_ns()
                    if not data:
                        close(ready, others, readers)
                        continue
                    others[ready].sendall(data)
                    if ready in readers:
                        number, reader = readers[ready]
                        for what in reader.feed(data):
                            notes.write(f"{now} {number} {what}\n")


main(int(sys.argv[1]), sys.argv[2])
