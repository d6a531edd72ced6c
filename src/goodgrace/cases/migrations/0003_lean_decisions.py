"""One index for each question, and what is true of a decision; apart, so that PostgreSQL alters no table in use."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_tallies")]

    operations = [
        migrations.RemoveIndex(model_name="countedkey", name="counted_key"),
        migrations.AddIndex(model_name="countedkey", index=models.Index(fields=["digest"], name="counted_key")),
        migrations.AlterField(
            model_name="countedkey",
            name="name",
            field=models.CharField(max_length=60),
        ),
        migrations.AlterField(
            model_name="decision",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="customers.customer",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="key",
            field=models.CharField(max_length=120),
        ),
        migrations.AlterField(
            model_name="decision",
            name="remedy",
            field=models.CharField(max_length=80),
        ),
        migrations.AlterField(
            model_name="decision",
            name="version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="rulebook.version",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("key",), name="decision_key"),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(fields=("kind", "name", "policy", "remedy", "on"), name="tally_a_day"),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "decider"), models.Q(("kind", "pool"), ("policy", ""), ("remedy", "")), _connector="OR"
                ),
                name="tally_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("undone_at", None), ("stands", False), _connector="OR"),
                name="decision_undone_falls",
            ),
        ),
        migrations.DeleteModel(
            name="Draw",
        ),
    ]
