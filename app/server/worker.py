"""What a worker owes to the process that looks after it. A process that serves alone owes nothing."""

import multiprocessing
import signal


def report(hang: float) -> None:
    """Called from the event loop every second.

    A worker whose event loop does not come here again in so many seconds is ended by the system: uvicorn's supervisor
    asks a thread of it, which answers however stuck the loop is. One whose supervisor is gone stops, for nobody would
    tell it to, and its port could not be listened on again.
    """
    supervisor = multiprocessing.parent_process()
    if supervisor is None:
        return
    signal.setitimer(signal.ITIMER_REAL, hang)
    if not supervisor.is_alive():
        signal.raise_signal(signal.SIGTERM)
