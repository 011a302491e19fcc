"""Plain SQLite, for comparison with the embedded queue: one row per commit, in WAL mode, with the queue's setting of synchronous.

raw.py FOLDER COMMITS PROCESSES SYNCHRONOUS   prints commits per second, over all processes together
"""
import os
import sqlite3
import sys
import time


def connect(path, synchronous):
    connection = sqlite3.connect(path, isolation_level=None, timeout=60)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    return connection


def commit_rows(path, synchronous, commits, start):
    connection = connect(path, synchronous)
    os.read(start, 1)
    for _ in range(commits):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO job (body) VALUES (?)", ("x" * 100,))
        connection.execute("COMMIT")
    os._exit(0)


def main(folder, commits, processes, synchronous):
    path = os.path.join(folder, f"raw-{processes}-{synchronous}.db")
    connect(path, synchronous).execute("CREATE TABLE job (number INTEGER PRIMARY KEY, body TEXT)")
    waiting, start = os.pipe()
    children = []
    for _ in range(processes):
        child = os.fork()
        if child == 0:
            commit_rows(path, synchronous, commits // processes, waiting)
        children.append(child)
    time.sleep(0.3)
    began = time.perf_counter()
    os.write(start, b"g" * processes)
    for child in children:
        if os.waitpid(child, 0)[1] != 0:
            sys.exit("a process of the raw peer failed")
    print(round(commits / (time.perf_counter() - began)))


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
