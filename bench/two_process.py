"""The tutorials' way out: the work in a second process, the first one looks once a second whether it has ended.

usage: two_process.py URL QUEUE COUNT
"""
import multiprocessing
import subprocess
import sys

import pika


def work(body):
    subprocess.run(["cat"], input=body, stdout=subprocess.DEVNULL, check=True)


def on_message(channel, method, properties, body):
    global left
    process = multiprocessing.Process(target=work, args=(body,))
    process.start()
    while process.is_alive():
        channel.connection.sleep(1)
    channel.basic_ack(method.delivery_tag)
    left -= 1
    if left == 0:
        channel.stop_consuming()


url, queue, left = sys.argv[1], sys.argv[2], int(sys.argv[3])
connection = pika.BlockingConnection(pika.URLParameters(url))
channel = connection.channel()
channel.basic_qos(prefetch_count=1)
channel.basic_consume(queue, on_message)
channel.start_consuming()
connection.close()
