"""What was kept lately, and which departments there are, is found without reading every step that ever was."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two small indexes: only of steps that came to an end, and only of those of a department."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("promises", "0006_words_of_tasks")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddIndex(
            model_name="step",
            index=models.Index(fields=["at"], name="step_at", condition=models.Q(("at__isnull", False))),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                fields=["department"], name="step_department", condition=models.Q(("department", ""), _negated=True)
            ),
        ),
    ]
