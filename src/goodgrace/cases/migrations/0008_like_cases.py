"""What colleagues gave in like cases is found by policy, remedy and moment, as it is asked for; before, every decision was read."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Another index under the same name."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0007_tallies_since")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RemoveIndex(model_name="decision", name="decision_alike"),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["policy", "remedy", "at"], name="decision_alike"),
        ),
    ]
