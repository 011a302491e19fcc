"""Declares a queue the way its users do. usage: declare.py URL QUEUE KIND"""
import sys

import pika

KINDS = {
    "tutorial": {},
    "durable": {"durable": True},
    "quorum": {"durable": True, "arguments": {"x-queue-type": "quorum"}},
    "priorities": {"durable": True, "arguments": {"x-max-priority": 10}},
    "expiring": {"durable": True, "arguments": {
        "x-message-ttl": 3600000, "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "nowhere"}},
    "bounded": {"durable": True, "arguments": {"x-max-length": 1000, "x-overflow": "reject-publish"}},
    "lazy": {"durable": True, "arguments": {"x-queue-mode": "lazy"}},
    "single": {"durable": True, "arguments": {"x-single-active-consumer": True}},
    "auto-delete": {"auto_delete": True},
}

url, queue, kind = sys.argv[1:]
connection = pika.BlockingConnection(pika.URLParameters(url))
connection.channel().queue_declare(queue, **KINDS[kind])
connection.close()
