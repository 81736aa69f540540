"""Who takes over a post and who leaves it: the writes that must happen together."""

from datetime import date, timedelta

from django.db import transaction

from districts.models import Person, Post, Tenure


@transaction.atomic
def appoint(*, post: Post, person: Person, start: date, end: date | None = None) -> Tenure:
    """Give a post to a person; a predecessor who held it until further notice leaves the day before.

    Args:
        start: the first day.
        end: the last day; None means until further notice.

    Raises:
        ValidationError: the period ends before it starts, or meets another one that has its own end or starts later.
    """
    Post.objects.select_for_update().get(pk=post.pk)  # two editors at once take turns
    vacate(post=post, last_day=start - timedelta(days=1))
    tenure = Tenure(post=post, person=person, start=start, end=end)
    tenure.full_clean()
    tenure.save()
    return tenure


@transaction.atomic
def vacate(*, post: Post, last_day: date) -> Tenure | None:
    """End the tenure that runs until further notice, if it began by that day; the post is then vacant.

    Returns:
        The tenure that was ended, or None if there was none.
    """
    Post.objects.select_for_update().get(pk=post.pk)
    running = Tenure.objects.filter(post=post, end=None, start__lte=last_day).first()
    if running is not None:
        running.end = last_day
        running.save(update_fields=["end"])
    return running
