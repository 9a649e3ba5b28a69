"""Runs every check with the released vt-py; reads TOLLGATE_COMPAT={"url","operator":{"apikey"}}."""

import errors
import groups
import quotas
import users
import world

world.run([*users.CHECKS, *groups.CHECKS, *quotas.CHECKS, *errors.CHECKS])
