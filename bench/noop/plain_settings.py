"""Django for plain Celery: our database with our options, and none of our applications."""

from pathlib import Path

from project import databases, env

VAR_DIR = Path(env.text("TOOLBOX_VAR"))
SECRET_KEY = "plain"
INSTALLED_APPS = ["django_celery_results"]
DATABASES = {
    "default": databases.parse(
        env.secret("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"),
        conn_max_age=60,
        var_dir=VAR_DIR,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
