"""The tutorial's consumer: the work runs in the callback, on the only thread of the connection."""
import os

import pika

from work import work


def on_message(channel, method, properties, body):
    work(body)
    channel.basic_ack(method.delivery_tag)


parameters = pika.URLParameters(os.environ["LAB_BROKER"])
parameters.heartbeat = int(os.environ["LAB_HEARTBEAT"])
connection = pika.BlockingConnection(parameters)
channel = connection.channel()
channel.basic_qos(prefetch_count=1)
channel.basic_consume(os.environ["LAB_QUEUE"], on_message)
channel.start_consuming()
