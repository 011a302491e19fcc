"""The tutorial's producer: body from stdin, no properties at all. usage: send.py URL QUEUE [CONTENT_TYPE]"""
import sys

import pika

url, queue, *content_type = sys.argv[1:]
connection = pika.BlockingConnection(pika.URLParameters(url))
properties = pika.BasicProperties(content_type=content_type[0]) if content_type else None
connection.channel().basic_publish("", queue, sys.stdin.buffer.read(), properties)
connection.close()
