"""Every number of the regulations, once; read as `limits.NAME` when needed, never copied."""

from __future__ import annotations

from datetime import time

# The office: a complaint is accepted or declined, what is accepted is assigned, and a hand-back is
# ruled on, each within so many working days; an answer is checked within as many.
DECIDE_WORKING_DAYS = 1
CHECK_WORKING_DAYS = 2

# The unit: it takes on what is assigned, or hands back what is not its own.
TAKE_ON_WORKING_DAYS = 1
HAND_BACK_WORKING_DAYS = 1

# The unit's time to answer, by kind. Who was late is settled by asking one person: three working
# days leave room for a written explanation. A service failing needs the counter's practice mended:
# a working week. What the public complains of needs books and witnesses: fifteen, as 12345
# hotlines usually give. Meals and a place at school cannot wait for that, a danger still less.
MEETING_WORKING_DAYS = 3
SERVICE_WORKING_DAYS = 5
INQUIRY_WORKING_DAYS = 15
PRESSING_WORKING_DAYS = 5
DANGER_WORKING_DAYS = 3
OFFERED_LIMIT_DAYS = (1, 3, 5, 10, 15)
LONGEST_LIMIT_WORKING_DAYS = 60
OFFERED_EXTENSION_DAYS = (1, 2, 3, 5, 10, 15)
LONGEST_EXTENSION_WORKING_DAYS = 30
LONGEST_PAUSE_WORKING_DAYS = 5  # while the reporter is asked

# The complainant: the result is rated within so many days; below the one mark the program offers
# reopening, from the other on a complainant counts as satisfied.
RATING_DAYS = 14
LOWEST_CONTENT_RATING = 3
LOWEST_SATISFIED_RATING = 4

# Warnings (预警): working days after the deadline, negative before it, until a campaign sets its
# own; what the yellow one demands; how often a limit of office or unit is called to mind.
BLUE_OFFSET_WORKING_DAYS = -1
YELLOW_OFFSET_WORKING_DAYS = 1
RED_OFFSET_WORKING_DAYS = 3
YELLOW_ANSWER_WORKING_DAYS = 1
LIMIT_REMINDERS = 3

# Reminders of duties (任务提醒), until a campaign sets its own: so many working days before, and on
# so many when late, then weekly.
REMINDER_WORKING_DAYS_BEFORE = (7, 3, 1)
DAILY_LATE_REMINDERS = 5

# Supervision (挂牌督办) and leaders' instructions (批示): the working days offered.
OFFERED_SUPERVISION_DAYS = (3, 5, 10)
OFFERED_INSTRUCTION_DAYS = (1, 3, 5)

# Digests: the days over which rates are counted.
RATE_DAYS = 30

# What is kept, and how long codes and links are good.
ARCHIVE_DAYS = 365  # after closing, until a campaign sets its own
INVITATION_DAYS = 7
ENTRY_LINK_MINUTES = 30
LINK_MINUTES = 30
OPEN_RECEIPT_HOURS = 12  # a conversation over a receipt code that nobody goes on with
DRAFT_DAYS = 7  # after the week of the last visit: drafts of people not in the roster
STRANGER_DAYS = 30  # likewise: their chats, without a case that is open
MESSAGE_DAYS = 90  # messages and settled reminders
PRIVATE_MESSAGE_DAYS = 1  # a receipt code that nobody picked up, or that may not have arrived

# What one submission may carry.
MAX_FILES_IN_ITEM = 20

# The bureau's hours, until its settings or a campaign say otherwise.
BUREAU_HOURS = ((time(8, 30), time(12)), (time(14, 30), time(18)))
