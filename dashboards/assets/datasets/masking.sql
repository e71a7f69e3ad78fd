-- What was masked where, by which rule and on what legal basis. Counts only: no value is ever logged.
select
    city_clock.city_en,
    city_clock.city_zh,
    masking_log.feed,
    coalesce(feed.title_en, masking_log.feed) as feed_en,
    coalesce(feed.title_zh, masking_log.feed) as feed_zh,
    masking_log.column_name,
    coalesce(contract_column.label_en, masking_log.column_name) as column_en,
    coalesce(contract_column.label_zh, masking_log.column_name) as column_zh,
    masking_log.entity_type,
    coalesce(entity.label_en, masking_log.entity_type) as entity_en,
    coalesce(entity.label_zh, masking_log.entity_type) as entity_zh,
    masking_log.operator,
    coalesce(operator.label_en, masking_log.operator) as operator_en,
    coalesce(operator.label_zh, masking_log.operator) as operator_zh,
    coalesce(purpose.label_en, replace(masking_log.purpose, '_', ' ')) as purpose_en,
    coalesce(purpose.label_zh, masking_log.purpose) as purpose_zh,
    coalesce(basis.label_en, masking_log.legal_basis) as legal_basis_en,
    coalesce(basis.label_zh, masking_log.legal_basis) as legal_basis_zh,
    masking_log.policy_version,
    coalesce(masking_log.key_id, '') as key_id,
    masking_log.n_found,
    masking_log.n_masked,
    timezone(city_clock.timezone, masking_log.logged_at) as logged_at
from standing_masking as masking_log
inner join ref.feed on masking_log.feed = feed.feed_id
inner join city_clock on feed.city_id = city_clock.city_id
left join ref.contract_column
    on masking_log.feed = contract_column.feed_id and masking_log.column_name = contract_column.column_name
left join label as entity on masking_log.entity_type = entity.code and entity.kind = 'entity'
left join label as operator on masking_log.operator = operator.code and operator.kind = 'operator'
left join label as purpose on masking_log.purpose = purpose.code and purpose.kind = 'purpose'
left join label as basis on masking_log.legal_basis = basis.code and basis.kind = 'legal_basis'
