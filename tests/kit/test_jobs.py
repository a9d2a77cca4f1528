"""Jobs that fail: how often they are tried again."""

from procrastinate.jobs import Job

from services.kit import jobs


def _wait(error: Exception, attempts: int) -> float | None:
    job = Job(id=1, lock=None, queueing_lock=None, queue="default", task_name="x", attempts=attempts)
    decision = jobs._Retry().get_retry_decision(exception=error, job=job)
    if decision is None:
        return None
    assert decision.retry_at is not None
    return decision.retry_at.timestamp()


def test_the_time_between_attempts_doubles_up_to_a_bound() -> None:
    waits = [_wait(KeyError(), attempts) for attempts in range(jobs.MOST_ATTEMPTS)]
    assert waits[-1] is None
    known = [wait for wait in waits[:-1] if wait is not None]
    assert len(known) == jobs.MOST_ATTEMPTS - 1
    apart = [round(later - known[0]) + 1 for later in known]
    assert apart[:4] == [1, 2, 4, 8]
    assert max(apart) == jobs.LONGEST_RETRY_SECONDS


def test_a_database_that_is_away_is_waited_for_without_end() -> None:
    assert _wait(ConnectionError(), 10_000) is not None
