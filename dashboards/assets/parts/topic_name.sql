-- Names of leaf topics, of topic groups (topic_id = group_id) and of all together (all).
select
    topic_id,
    group_id,
    name_en as topic_en,
    name_zh as topic_zh
from ref.topic
