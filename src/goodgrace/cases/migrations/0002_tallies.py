"""What was given is kept as daily sums, so that no cap counts decisions one by one; no index that another begins with."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Count, OuterRef, Q, Subquery, Sum


def fill(apps, _schema_editor):
    """Sum up what stands so far."""
    decisions = apps.get_model("cases", "Decision").objects.filter(undone_at=None, overrule=None, amount__gt=0)
    tally, draws = apps.get_model("cases", "Tally"), apps.get_model("cases", "Draw").objects
    given = decisions.values("by_id", "version__policy", "remedy", "on").order_by()
    deciders = given.annotate(times=Count("pk"), given=Sum("amount"), spent=Sum("cost"))
    drawn = draws.filter(decision__undone_at=None, decision__overrule=None).values("pool", "on").order_by()
    pools = drawn.annotate(times=Count("pk"), spent=Sum("cost"))
    every = apps.get_model("cases", "Decision").objects
    of_version = apps.get_model("rulebook", "Version").objects.filter(pk=OuterRef("version_id")).values("policy")[:1]
    every.update(policy=Subquery(of_version))
    every.filter(Q(undone_at__isnull=False) | Q(overrule__isnull=False)).update(stands=False)
    tally.objects.bulk_create(
        tally(
            kind="decider", name=f"person:{row['by_id']}", policy=row["version__policy"], remedy=row["remedy"],
            on=row["on"], times=row["times"], amount=row["given"], cost=row["spent"] or 0,
        )
        for row in deciders
    )  # fmt: skip
    tally.objects.bulk_create(
        tally(
            kind="pool", name=row["pool"], policy="", remedy="", on=row["on"], times=row["times"], amount=0, cost=row["spent"]
        )
        for row in pools
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("customers", "0002_search_spread_and_steps"),
        ("rulebook", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=80)),
                ("policy", models.CharField(max_length=80)),
                ("remedy", models.CharField(max_length=80)),
                ("on", models.DateField()),
                ("times", models.PositiveIntegerField()),
                ("amount", models.BigIntegerField()),
                ("cost", models.BigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="decision",
            name="policy",
            field=models.CharField(max_length=80, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="decision", name="stands", field=models.BooleanField(default=True, db_default=True)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
