"""How not to do it: the tutorial's consumer, with the work inside the callback. usage: work_in_callback.py URL QUEUE"""
import sys
import time

import pika

url, queue = sys.argv[1:]
connection = pika.BlockingConnection(pika.URLParameters(url))
channel = connection.channel()


def work(channel, method, properties, body):
    time.sleep(int(body))
    channel.basic_ack(method.delivery_tag)
    channel.stop_consuming()


channel.basic_qos(prefetch_count=1)
channel.basic_consume(queue, work)
channel.start_consuming()
connection.close()
