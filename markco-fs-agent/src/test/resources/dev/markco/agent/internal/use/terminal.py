"""Runs a program in a terminal, and does what the lines of its input say, one after the other:

    see TEXT     waits until the program has shown that, since it was last waited for
    press KEY until TEXT
                 presses a key until the program shows that: one that has just come up may drop what was pressed before
    type KEYS    presses keys; \\r, \\x1b and the like as in Python
    end          waits until the program has ended

Each is answered by a line: "done", or what is wrong. The program is ended with this one.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

PATIENCE = 60
# So long a key that was pressed is given to show.
TAKEN = 3
CONTROLS = re.compile(rb"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][0-9A-Z]|[ -/]?[0-~])|[\x00-\x08\x0e-\x1f]")

child, screen = pty.fork()
if child == 0:
    os.environ["TERM"] = "xterm"
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

shown = b""
ended = False
asked = b""


def look(seconds):
    """Takes what the program shows, so that it never waits for that; returns whether there is something to do."""
    global shown, ended, asked
    ready, _, _ = select.select(([] if ended else [screen]) + [0], [], [], seconds)
    if screen in ready:
        try:
            shown += os.read(screen, 65536)
        except OSError:
            ended = True
    if 0 in ready:
        more = os.read(0, 65536)
        if not more:
            if not ended:
                os.kill(child, signal.SIGKILL)
            sys.exit()
        asked += more


def until(true, patience=PATIENCE):
    deadline = time.monotonic() + patience
    while not true():
        if time.monotonic() > deadline:
            return False
        look(0.2)
    return True


def see(text):
    global shown
    if not until(lambda: text in CONTROLS.sub(b"", shown)):
        return "not shown: %r in %r" % (text, CONTROLS.sub(b"", shown))
    shown = b""
    return "done"


def press(keys):
    os.write(screen, keys.decode().encode("latin-1").decode("unicode_escape").encode())
    return "done"


def insist(order):
    key, _, text = order.partition(b" until ")
    for _ in range(PATIENCE // TAKEN):
        press(key)
        if until(lambda: text in CONTROLS.sub(b"", shown), TAKEN):
            return see(text)
    return see(text)


def end(_):
    if not until(lambda: ended):
        return "not ended: %r" % CONTROLS.sub(b"", shown)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return "done" if status == 0 else "ended with %d: %r" % (status, CONTROLS.sub(b"", shown))


while True:
    while b"\n" not in asked:
        look(None)
    line, asked = asked.split(b"\n", 1)
    what, _, rest = line.partition(b" ")
    print({b"see": see, b"type": press, b"press": insist, b"end": end}[what](rest), flush=True)
