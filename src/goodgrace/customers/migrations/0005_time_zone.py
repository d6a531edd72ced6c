from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0004_address"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="time_zone",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
    ]
