"""Heads keep what their tree needs to grow; an entry is sealed whole or not at all; nothing is changed or deleted."""

from django.db import migrations, models

from goodgrace.ledger import guards


def install(_apps, schema_editor):
    guards.install(schema_editor.connection)


def remove(_apps, schema_editor):
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="head",
            name="peaks",
            field=models.BinaryField(default=b"", max_length=2048),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("leaf", None), ("position", None))
                | models.Q(("leaf__isnull", False), ("position__isnull", False)),
                name="entry_sealed_whole",
            ),
        ),
        migrations.RunPython(install, remove),
    ]
