"""Takes one message and prints it as JSON. usage: receive.py URL QUEUE [SECONDS]"""
import json
import sys

import pika

url, queue, *seconds = sys.argv[1:]
connection = pika.BlockingConnection(pika.URLParameters(url))
channel = connection.channel()
channel.basic_qos(prefetch_count=1)
for method, properties, body in channel.consume(queue, inactivity_timeout=float(seconds[0]) if seconds else 20):
    if method is None:
        sys.exit("nothing came")
    channel.basic_ack(method.delivery_tag)
    break
channel.cancel()
connection.close()
print(json.dumps({
    "body": body.hex(), "id": properties.message_id, "contentType": properties.content_type,
    "headers": properties.headers or {}, "deliveryMode": properties.delivery_mode, "priority": properties.priority,
    "correlationId": properties.correlation_id, "redelivered": method.redelivered}, default=str))
