-- A resource that has none of the codes that an element must have (its extensions say why) gets a term for that, such as
-- `status!`: so `status:not=final` is "any other status, or none", which the index of terms can answer.
-- The hashes are those of `indexHash`: the first 64 bits of the SHA-256 of project, type and term.
with closed (param, types) as (
  values
    ('actuality', array['AdverseEvent']),
    ('category', array['DeviceMetric']),
    ('code', array['CompartmentDefinition']),
    ('content-mode', array['CodeSystem']),
    ('intent', array['CarePlan', 'DeviceRequest', 'MedicationRequest', 'RequestGroup', 'ServiceRequest', 'Task']),
    ('kind', array['NamingSystem', 'OperationDefinition', 'StructureDefinition']),
    ('lifecycle-status', array['Goal']),
    ('outcome', array['ClaimResponse', 'CoverageEligibilityResponse']),
    ('part-status', array['AppointmentResponse']),
    ('result', array['TestReport']),
    ('status', array['Account', 'ActivityDefinition', 'Appointment', 'CapabilityStatement', 'CarePlan',
      'ChargeItemDefinition', 'Claim', 'ClaimResponse', 'ClinicalImpression', 'CodeSystem', 'Communication',
      'CommunicationRequest', 'CompartmentDefinition', 'Composition', 'ConceptMap', 'Consent', 'Coverage',
      'CoverageEligibilityRequest', 'CoverageEligibilityResponse', 'DiagnosticReport', 'DocumentManifest',
      'DocumentReference', 'EffectEvidenceSynthesis', 'Encounter', 'Endpoint', 'EpisodeOfCare', 'EventDefinition',
      'Evidence', 'EvidenceVariable', 'ExampleScenario', 'ExplanationOfBenefit', 'FamilyMemberHistory',
      'GraphDefinition', 'ImagingStudy', 'Immunization', 'ImmunizationEvaluation', 'ImplementationGuide', 'Invoice',
      'Library', 'List', 'Measure', 'MeasureReport', 'Media', 'MedicationAdministration', 'MedicationDispense',
      'MedicationRequest', 'MedicationStatement', 'MessageDefinition', 'NamingSystem', 'NutritionOrder',
      'Observation', 'OperationDefinition', 'PaymentNotice', 'PaymentReconciliation', 'PlanDefinition', 'Procedure',
      'Questionnaire', 'QuestionnaireResponse', 'RequestGroup', 'ResearchDefinition', 'ResearchElementDefinition',
      'ResearchStudy', 'ResearchSubject', 'RiskEvidenceSynthesis', 'SearchParameter', 'ServiceRequest', 'Slot',
      'StructureDefinition', 'StructureMap', 'Subscription', 'Task', 'TerminologyCapabilities', 'TestScript',
      'ValueSet', 'VisionPrescription']),
    ('type', array['Bundle', 'Group', 'SearchParameter']),
    ('use', array['Claim', 'ClaimResponse'])
), kinds as (
  select distinct project, type from resources
), hashed as (
  select k.project, k.type,
    ('x' || encode(substr(sha256(convert_to(k.project || E'\n' || k.type || E'\n' || c.param || '?', 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint
      as present,
    ('x' || encode(substr(sha256(convert_to(k.project || E'\n' || k.type || E'\n' || c.param || '!', 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint
      as unlisted
  from kinds k
  join closed c on k.type = any(c.types)
), lacking as (
  select r.rk, array_agg(h.unlisted) as terms
  from resources r
  join hashed h on h.project = r.project and h.type = r.type
  where not r.deleted and not r.terms @> array[h.present]
  group by r.rk
)
update resources r
set terms = r.terms || l.terms
from lacking l
where l.rk = r.rk;
