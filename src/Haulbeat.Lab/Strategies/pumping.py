"""The work itself calls the connection, twice per heartbeat. All of its code that takes long needs access to the connection."""
import os

import pika

from work import pieces

HEARTBEAT = int(os.environ["LAB_HEARTBEAT"])


def transcode(body, connection):
    for _ in pieces(body, length=HEARTBEAT / 2):
        connection.process_data_events()


def on_message(channel, method, properties, body):
    transcode(body, channel.connection)
    channel.basic_ack(method.delivery_tag)


parameters = pika.URLParameters(os.environ["LAB_BROKER"])
parameters.heartbeat = HEARTBEAT
connection = pika.BlockingConnection(parameters)
channel = connection.channel()
channel.basic_qos(prefetch_count=1)
channel.basic_consume(os.environ["LAB_QUEUE"], on_message)
channel.start_consuming()
