"""The work is cut into pieces as long as a heartbeat. Between two pieces the connection is served."""
import os

import pika

from work import pieces

HEARTBEAT = int(os.environ["LAB_HEARTBEAT"])


def on_message(channel, method, properties, body):
    for _ in pieces(body, length=HEARTBEAT):
        channel.connection.process_data_events()
    channel.basic_ack(method.delivery_tag)


parameters = pika.URLParameters(os.environ["LAB_BROKER"])
parameters.heartbeat = HEARTBEAT
connection = pika.BlockingConnection(parameters)
channel = connection.channel()
channel.basic_qos(prefetch_count=1)
channel.basic_consume(os.environ["LAB_QUEUE"], on_message)
channel.start_consuming()
