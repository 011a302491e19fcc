"""The tutorial's RPC client: asks over QUEUE and prints the answer. usage: call.py URL QUEUE BODY"""
import sys
import uuid

import pika

url, queue, body = sys.argv[1:]
connection = pika.BlockingConnection(pika.URLParameters(url))
channel = connection.channel()
answers = channel.queue_declare("", exclusive=True).method.queue
mark = str(uuid.uuid4())
channel.basic_publish("", queue, body.encode(), pika.BasicProperties(reply_to=answers, correlation_id=mark))
for method, properties, answer in channel.consume(answers, auto_ack=True, inactivity_timeout=20):
    if method is None:
        sys.exit("no answer came")
    if properties.correlation_id == mark:
        break
sys.stdout.buffer.write(answer)
connection.close()
