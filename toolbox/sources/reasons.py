"""Why a day has no rate, in sentences."""

NO_RATE = "The source has no rate for this day"
BAD_RATE = "The source's rate for this day is not a number"
UNREACHED = "The rate service did not answer for this day"
REFUSED = "The rate service refused to answer for this day"
STOPPED = "The rate service stopped answering before this day"

FAILED_DAY_REASONS = (NO_RATE, BAD_RATE, UNREACHED, REFUSED, STOPPED)
