"""The consumer that works in the callback, with heartbeats off. (RabbitMQ's .NET client reads 0 as "whatever the broker
proposes"; pika turns them off.)"""
import os

import pika

from work import work


def on_message(channel, method, properties, body):
    work(body)
    channel.basic_ack(method.delivery_tag)


parameters = pika.URLParameters(os.environ["LAB_BROKER"])
parameters.heartbeat = 0
connection = pika.BlockingConnection(parameters)
channel = connection.channel()
channel.basic_qos(prefetch_count=1)
channel.basic_consume(os.environ["LAB_QUEUE"], on_message)
channel.start_consuming()
