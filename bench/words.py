"""The vocabulary of the invented measures, in both languages."""

VERBS = (
    ("Expand", "扩建"), ("Modernise", "改造"), ("Build", "建设"), ("Promote", "推广"), ("Open", "开放"),
    ("Connect", "连通"), ("Finance", "融资支持"), ("Protect", "保护"), ("Train staff for", "培训"),
    ("Digitise", "数字化"),
)  # fmt: skip
THINGS = (
    ("the container terminal", "集装箱码头"), ("the harbour railway", "港口铁路"), ("water supply", "供水"),
    ("the hydrogen fleet", "氢能车队"), ("the internet cluster", "互联网集群"), ("the cruise port", "邮轮港"),
    ("rural clinics", "乡村卫生室"), ("the innovation park", "创新园区"), ("marine research", "海洋科研"),
    ("logistics services", "物流服务"), ("the talent programme", "人才计划"), ("wind power", "风电"),
    ("green finance", "绿色金融"), ("the airport link", "机场联络线"), ("coastal wetlands", "滨海湿地"),
    ("vocational schools", "职业学校"), ("cold-chain storage", "冷链仓储"), ("cross-border trade", "跨境贸易"),
    ("energy storage", "储能"), ("public transport", "公共交通"), ("the shipping exchange", "航运交易所"),
    ("urban forests", "城市森林"), ("new materials", "新材料"), ("elderly care", "养老服务"),
)  # fmt: skip
WAYS = (
    ("in the western districts", "（西部城区）"), ("with neighbouring cities", "，与周边城市合作"),
    ("along the coast", "，沿海岸线"), ("for small companies", "，面向中小企业"), ("on schedule", "，按期推进"),
    ("with private capital", "，引入社会资本"), ("by a pilot", "，开展试点"), ("for residents", "，惠及居民"),
)  # fmt: skip
# One measure in about two thousand carries a rare word, as names of projects are rare.
RARE = (("Jiaodong", "胶东"), ("Xuejiadao", "薛家岛"), ("Tianheng", "田横"), ("Lancun", "蓝村"))
DONE = (
    "Tenders were opened and two contracts signed; work on the first section has begun and runs to plan.",
    "第一阶段施工已完成，设备进场调试，累计完成投资四千二百万元，质量检查合格。",
    "The design was approved, the land transferred, and residents were heard twice; their wishes changed the route.",
    "与三家企业签订合作协议，新增岗位一百二十个，培训人员三百余人次。",
)
PROBLEMS = (
    "",
    "",
    "",
    "The supplier of the main equipment is three weeks late.",
    "用地审批进度偏慢，需要协调。",
)
NEXT_STEPS = ("Finish the second section and report the test results.", "继续推进设备安装，完成验收准备。")
