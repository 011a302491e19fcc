"""Sends messages that are legal and that nobody expects. usage: send_odd.py URL QUEUE; prints how many it sent"""
import datetime
import decimal
import sys

import pika

ODD = [
    pika.BasicProperties(),
    pika.BasicProperties(headers={}),
    pika.BasicProperties(headers={
        "int": -1, "long": 2**40, "true": True, "decimal": decimal.Decimal("1.5"), "none": None,
        "text": "grüße", "bytes": b"\xff\x00\xfe", "time": datetime.datetime(2020, 1, 1),
        "list": [1, "two", {"three": 3}], "table": {"nested": {"deep": True}}}),
    pika.BasicProperties(headers={"PATH": "/nowhere", "LD_PRELOAD": "/nowhere.so", "a=b": "c", "new\nline": "x\ny", "": "empty name", "nul": "a\0b"}),
    pika.BasicProperties(headers={"x-death": "not a list", "x-delivery-count": "many", "traceparent": "nonsense"}),
    pika.BasicProperties(headers={"long": "x" * 60000}),
    pika.BasicProperties(content_type="", content_encoding="", type="", app_id=""),
    pika.BasicProperties(content_type="application/octet-stream; what=ever", content_encoding="gzip"),
    pika.BasicProperties(message_id="../../etc/passwd"),
    pika.BasicProperties(message_id="two\nlines and a / and ünïcode"),
    pika.BasicProperties(message_id=""),
    pika.BasicProperties(message_id="m" * 255),
    pika.BasicProperties(message_id="twin"),
    pika.BasicProperties(message_id="twin"),
    pika.BasicProperties(delivery_mode=1, priority=255, timestamp=0, expiration="3600000"),
    pika.BasicProperties(reply_to="nobody.listens", correlation_id="c" * 255),
    pika.BasicProperties(reply_to="", correlation_id=""),
]

url, queue = sys.argv[1:]
connection = pika.BlockingConnection(pika.URLParameters(url))
channel = connection.channel()
for number, properties in enumerate(ODD):
    channel.basic_publish("", queue, b"%d" % number, properties)
connection.close()
print(len(ODD))
