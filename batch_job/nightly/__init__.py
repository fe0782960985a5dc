"""The nightly run: night.py from beginning to end, plan.py what is begun, again.py what is settled anew.

Rooms: scheduling/ when, inputs/ what is frozen before, spark/ what a task does, publishing/ how rows come to count.
"""
