"""What a name's tallies come to since a day is read where its days stand in order, past no other policy's or remedy's."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One a day as before; only the order in which the index holds them is another."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0006_room_for_changes")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RemoveConstraint(model_name="tally", name="tally_a_day"),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(fields=("kind", "name", "on", "policy", "remedy"), name="tally_a_day"),
        ),
    ]
