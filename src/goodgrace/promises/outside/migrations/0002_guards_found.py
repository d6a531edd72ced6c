"""The guards that stand are found without reading every step that ever was."""

from django.db import migrations

MAKE = "CREATE INDEX step_guarding ON promises_step (id) WHERE ended_at IS NULL AND kind IN ('guard', 'suspend')"


class Migration(migrations.Migration):
    dependencies = [("outside", "0001_heard_and_differences"), ("promises", "0001_initial")]

    operations = [migrations.RunSQL(MAKE, "DROP INDEX step_guarding")]
