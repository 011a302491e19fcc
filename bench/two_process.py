"""The tutorials' remedy: the work in a second process; the first process checks once a second whether it has ended.

usage: two_process.py [--auto-ack] URL QUEUE COUNT [COMMAND ARG…]; a COUNT of 0 means forever, the default COMMAND is cat
"""
import multiprocessing
import subprocess
import sys

import pika


def work(body):
    subprocess.run(command, input=body, stdout=subprocess.DEVNULL, check=True)


def on_message(channel, method, properties, body):
    global left
    process = multiprocessing.Process(target=work, args=(body,))
    process.start()
    while process.is_alive():
        channel.connection.sleep(1)
    if not auto_ack:
        channel.basic_ack(method.delivery_tag)
    left -= 1
    if left == 0:
        channel.stop_consuming()


auto_ack = sys.argv[1] == "--auto-ack"
url, queue, count, *command = sys.argv[1 + auto_ack:]
left, command = int(count), command or ["cat"]
connection = pika.BlockingConnection(pika.URLParameters(url))
channel = connection.channel()
channel.basic_qos(prefetch_count=1)
channel.basic_consume(queue, on_message, auto_ack=auto_ack)
channel.start_consuming()
connection.close()
