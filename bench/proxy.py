"""A TCP proxy in front of the broker. On SIGUSR1 it resets all its connections, on both sides.

usage: proxy.py BROKER_PORT; prints the port it listens on. It accepts new connections again at once.
"""
import asyncio
import signal
import socket
import struct
import sys

ends = set()


def cut():
    for end in list(ends):
        # Lingering for zero seconds makes the close a reset, as from a firewall that forgot the connection.
        end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.transport.abort()


async def pump(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


async def serve(broker_port, reader, writer):
    broker_reader, broker_writer = await asyncio.open_connection("127.0.0.1", broker_port)
    ends.update((writer, broker_writer))
    await asyncio.gather(pump(reader, broker_writer), pump(broker_reader, writer))
    ends.difference_update((writer, broker_writer))


async def main(broker_port):
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, cut)
    server = await asyncio.start_server(lambda *streams: serve(broker_port, *streams), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main(int(sys.argv[1])))
