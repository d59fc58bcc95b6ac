"""How a story begins: what is sent before the part that a test tells, one `name > ...` line after
the other.
"""

FINDING = """
李督 > (photo 开会迟到)
李督 > [Done]
李督 > [第一中学]
李督 > [Late]
李督 > [Skip]
李督 > [Submit]
"""
ASSIGNED = """
吴办 > [Open DC-2026-0001]
吴办 > [Assign]
吴办 > [Yes]
吴办 > [3 working days]
"""
TAKEN = """
周校长 > [Take it on]
"""
ANSWERED = """
周校长 > [Answer]
周校长 > 路上堵车
周校长 > 已批评教育
周校长 > 王强，教务处主任
周校长 > (photo)
周校长 > [Done]
周校长 > [Submit]
"""
COMPLAINT = """
家长 > 投诉
家长 > 强制购买教辅
家长 > [Done]
家长 > [Teaching materials and uniforms]
家长 > [第一中学]
家长 > [No]
家长 > [Confidential]
家长 > [Skip]
家长 > [Skip]
家长 > [Submit]
"""
COMPLAINT_ASSIGNED = """
吴办 > [Open TS-2026-0001]
吴办 > [Accept]
吴办 > [Assign]
吴办 > [Yes]
吴办 > [5 working days]
"""
APPROVED = """
吴办 > TS-2026-0001
吴办 > [Approve]
"""
RATED_BADLY = """
家长 > [Rate the result]
家长 > [1 not at all content]
家长 > [Skip]
家长 > [Ask for reopening]
家长 > 还在收费
"""
ANONYMOUS = COMPLAINT.replace("[Confidential]\n家长 > [Skip]\n家长 > [Skip]", "[Anonymous]")
