"""Which workers there are, and when each was last at work, so that silence is noticed."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One small table, a row for each worker."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("promises", "0007_found_quickly")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.CreateModel(
            name="AtWork",
            fields=[
                ("name", models.CharField(max_length=160, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
