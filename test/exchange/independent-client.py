"""What the client exchangelib sees of a calendar and a task list that it fills itself; one line of JSON.

Usage: independent-client.py URL USER PASSWORD
"""

import datetime
import decimal
import json
import sys

from exchangelib import DELEGATE, Account, CalendarItem, Configuration, Credentials, EWSDate, EWSDateTime, EWSTimeZone, Task
from exchangelib.fields import FIRST, FRIDAY, LAST, MONDAY
from exchangelib.items import ALL_OCCURRENCES, SEND_TO_NONE
from exchangelib.properties import Attendee, Mailbox
from exchangelib.recurrence import (
    AbsoluteMonthlyPattern,
    AbsoluteYearlyPattern,
    DailyPattern,
    Recurrence,
    RelativeMonthlyPattern,
    RelativeYearlyPattern,
    TaskRecurrence,
    WeeklyPattern,
)
from exchangelib.version import EXCHANGE_2016, Version

CHICAGO = EWSTimeZone("America/Chicago")
PATTERNS = [
    DailyPattern(interval=2),
    WeeklyPattern(interval=1, weekdays=[MONDAY, FRIDAY], first_day_of_week=MONDAY),
    AbsoluteMonthlyPattern(interval=1, day_of_month=31),
    RelativeMonthlyPattern(interval=1, weekday="Weekday", week_number=LAST),
    AbsoluteYearlyPattern(day_of_month=29, month=2),
    RelativeYearlyPattern(weekday=MONDAY, week_number=FIRST, month=5),
]


def local(day, hour, month=3):
    return EWSDateTime(2026, month, day, hour, tzinfo=CHICAGO)


def text(value):
    return value.isoformat()


def open_account(url, user, password):
    config = Configuration(
        service_endpoint=url,
        credentials=Credentials(user, password),
        auth_type="basic",
        version=Version(build=EXCHANGE_2016),
    )
    return Account(user, config=config, autodiscover=False, access_type=DELEGATE, default_timezone=CHICAGO)


def single(account):
    bob = Attendee(mailbox=Mailbox(email_address="bob@example.net", name="Bob"), response_type="Accept")
    CalendarItem(
        account=account,
        folder=account.calendar,
        subject="single",
        body="hello",
        start=local(2, 9),
        end=local(2, 10),
        location="R",
        categories=["a", "b"],
        sensitivity="Private",
        legacy_free_busy_status="OOF",
        reminder_is_set=False,
        required_attendees=[bob],
    ).save(send_meeting_invitations=SEND_TO_NONE)
    seen = account.calendar.get(subject="single")
    return {
        "times": [text(seen.start), text(seen.end)],
        "words": [seen.body.strip(), seen.location, seen.sensitivity, seen.legacy_free_busy_status],
        "categories": seen.categories,
        "reminder": seen.reminder_is_set,
        "attendee": [seen.required_attendees[0].mailbox.email_address, seen.required_attendees[0].response_type],
        "organizer": seen.organizer.email_address,
        "type": [seen.type, seen.is_meeting, seen.is_recurring],
    }


def whole_day(account):
    item = CalendarItem(account=account, folder=account.calendar, subject="day", is_all_day=True)
    item.start = item.end = EWSDate(2026, 4, 1)
    item.save(send_meeting_invitations=SEND_TO_NONE)
    seen = account.calendar.get(subject="day")
    return [text(seen.start), text(seen.end)]


def series(account, name, pattern):
    rule = Recurrence(pattern=pattern, start=EWSDate(2026, 3, 2), number=7)
    CalendarItem(
        account=account, folder=account.calendar, subject=name, start=local(2, 9), end=local(2, 10), recurrence=rule
    ).save(send_meeting_invitations=SEND_TO_NONE)
    seen = account.calendar.get(subject=name)
    assert seen.recurrence.pattern == pattern, seen.recurrence
    return [seen.type, text(seen.first_occurrence.start), text(seen.last_occurrence.start)]


def exceptions(account, name):
    master = account.calendar.get(subject=name)
    third = master.occurrence(index=3)
    third.refresh()
    third.start += datetime.timedelta(hours=1)
    third.end += datetime.timedelta(hours=1)
    third.subject = "moved"
    third.save(update_fields=["start", "end", "subject"], send_meeting_invitations=SEND_TO_NONE)
    master.occurrence(index=4).delete(send_meeting_cancellations=SEND_TO_NONE)
    master.refresh()
    [changed] = master.modified_occurrences
    [gone] = master.deleted_occurrences
    back = third.recurring_master()
    back.refresh()
    view = account.calendar.view(start=local(2, 0), end=local(20, 0))
    return {
        "changed": [text(changed.original_start), text(changed.start)],
        "gone": text(gone.start),
        "master": back.subject,
        "view": [[text(one.start), one.type] for one in view if one.subject in (name, "moved")],
    }


def tasks(account):
    rule = TaskRecurrence(
        pattern=WeeklyPattern(interval=1, weekdays=[MONDAY], first_day_of_week=MONDAY),
        start=EWSDate(2026, 4, 6),
        number=3,
    )
    Task(
        account=account,
        folder=account.tasks,
        subject="recurring",
        start_date=EWSDate(2026, 4, 6),
        due_date=EWSDate(2026, 4, 8),
        status="InProgress",
        percent_complete=decimal.Decimal(50),
        recurrence=rule,
    ).save()
    seen = account.tasks.get(subject="recurring")
    done = Task(account=account, folder=account.tasks, subject="done", due_date=EWSDate(2026, 4, 15)).save()
    done.complete()
    done.refresh()
    answer = {
        "days": [text(seen.start_date), text(seen.due_date), text(seen.recurrence.boundary.start)],
        "progress": [seen.status, int(seen.percent_complete)],
        "done": [done.status, int(done.percent_complete), done.complete_date is not None],
    }
    for task in (seen, done):
        task.delete(affected_task_occurrences=ALL_OCCURRENCES)
    return {**answer, "left": account.tasks.all().count()}


def main(url, user, password):
    account = open_account(url, user, password)
    seen = {
        "single": single(account),
        "day": whole_day(account),
        "series": [series(account, f"series {place}", pattern) for place, pattern in enumerate(PATTERNS)],
        "exceptions": exceptions(account, "series 1"),
        "tasks": tasks(account),
    }
    account.calendar.all().delete(send_meeting_cancellations=SEND_TO_NONE)
    print(json.dumps({**seen, "left": account.calendar.all().count()}))


main(*sys.argv[1:])
