// Copied from packages/fhir by `npm run generate -w packages/sdk`. Not edited by hand.
/** The search parameters of every type, and of each: how their values are compared, or what a reference leads to. */
import type { ResourceType } from './types.ts'

export interface CommonParameters {
  _id: 'token'
  _lastUpdated: 'date'
  _profile: 'uri'
  _security: 'token'
  _source: 'uri'
  _tag: 'token'
}

export interface SearchParameters {
  AccessPolicy: {
    'based-on': { to: ResourceType }
    name: 'string'
  }
  Account: {
    identifier: 'token'
    name: 'string'
    owner: { to: 'Organization' }
    patient: { to: 'Patient' }
    period: 'date'
    status: 'token'
    subject: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'HealthcareService' | 'PractitionerRole' | 'Location' }
    type: 'token'
  }
  ActivityDefinition: {
    'composed-of': { to: ResourceType }
    'context-quantity': 'quantity'
    'context-type': 'token'
    'depends-on': { to: ResourceType }
    'derived-from': { to: ResourceType }
    context: 'token'
    date: 'date'
    description: 'string'
    effective: 'date'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    predecessor: { to: ResourceType }
    publisher: 'string'
    status: 'token'
    successor: { to: ResourceType }
    title: 'string'
    topic: 'token'
    url: 'uri'
    version: 'token'
  }
  AdverseEvent: {
    actuality: 'token'
    category: 'token'
    date: 'date'
    event: 'token'
    location: { to: 'Location' }
    recorder: { to: 'Practitioner' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    resultingcondition: { to: 'Condition' }
    seriousness: 'token'
    severity: 'token'
    study: { to: 'ResearchStudy' }
    subject: { to: 'Practitioner' | 'Group' | 'Patient' | 'RelatedPerson' }
    substance: { to: 'Immunization' | 'Device' | 'Medication' | 'Procedure' | 'Substance' | 'MedicationAdministration' | 'MedicationStatement' }
  }
  AllergyIntolerance: {
    'clinical-status': 'token'
    'last-date': 'date'
    'verification-status': 'token'
    asserter: { to: 'Practitioner' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    category: 'token'
    code: 'token'
    criticality: 'token'
    date: 'date'
    identifier: 'token'
    manifestation: 'token'
    onset: 'date'
    patient: { to: 'Patient' | 'Group' }
    recorder: { to: 'Practitioner' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    route: 'token'
    severity: 'token'
    type: 'token'
  }
  Appointment: {
    'appointment-type': 'token'
    'based-on': { to: 'ServiceRequest' }
    'part-status': 'token'
    'reason-code': 'token'
    'reason-reference': { to: 'Condition' | 'Observation' | 'Procedure' | 'ImmunizationRecommendation' }
    'service-category': 'token'
    'service-type': 'token'
    'supporting-info': { to: ResourceType }
    actor: { to: 'Practitioner' | 'Device' | 'Patient' | 'HealthcareService' | 'PractitionerRole' | 'RelatedPerson' | 'Location' }
    date: 'date'
    identifier: 'token'
    location: { to: 'Location' }
    patient: { to: 'Patient' }
    practitioner: { to: 'Practitioner' }
    slot: { to: 'Slot' }
    specialty: 'token'
    status: 'token'
  }
  AppointmentResponse: {
    'part-status': 'token'
    actor: { to: 'Practitioner' | 'Device' | 'Patient' | 'HealthcareService' | 'PractitionerRole' | 'RelatedPerson' | 'Location' }
    appointment: { to: 'Appointment' }
    identifier: 'token'
    location: { to: 'Location' }
    patient: { to: 'Patient' }
    practitioner: { to: 'Practitioner' }
  }
  AuditEvent: {
    'agent-name': 'string'
    'agent-role': 'token'
    'entity-name': 'string'
    'entity-role': 'token'
    'entity-type': 'token'
    action: 'token'
    address: 'string'
    agent: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' | 'User' | 'ClientApplication' | 'Bot' }
    altid: 'token'
    date: 'date'
    entity: { to: ResourceType }
    outcome: 'token'
    patient: { to: 'Patient' }
    policy: 'uri'
    site: 'token'
    source: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    subtype: 'token'
    type: 'token'
  }
  Basic: {
    author: { to: 'Practitioner' | 'Organization' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    code: 'token'
    created: 'date'
    identifier: 'token'
    patient: { to: 'Patient' }
    subject: { to: ResourceType }
  }
  Binary: {}
  BiologicallyDerivedProduct: {}
  BodyStructure: {
    identifier: 'token'
    location: 'token'
    morphology: 'token'
    patient: { to: 'Patient' }
  }
  Bot: {
    category: 'token'
    identifier: 'token'
    name: 'string'
  }
  Bundle: {
    composition: { to: 'Composition' }
    identifier: 'token'
    message: { to: 'MessageHeader' }
    timestamp: 'date'
    type: 'token'
  }
  CapabilityStatement: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    'resource-profile': { to: 'StructureDefinition' }
    'security-service': 'token'
    'supported-profile': { to: 'StructureDefinition' }
    context: 'token'
    date: 'date'
    description: 'string'
    fhirversion: 'token'
    format: 'token'
    guide: { to: 'ImplementationGuide' }
    jurisdiction: 'token'
    mode: 'token'
    name: 'string'
    publisher: 'string'
    resource: 'token'
    software: 'string'
    status: 'token'
    title: 'string'
    url: 'uri'
    version: 'token'
  }
  CarePlan: {
    'activity-code': 'token'
    'activity-date': 'date'
    'activity-reference': { to: 'Appointment' | 'MedicationRequest' | 'Task' | 'NutritionOrder' | 'RequestGroup' | 'VisionPrescription' | 'DeviceRequest' | 'ServiceRequest' | 'CommunicationRequest' }
    'based-on': { to: 'CarePlan' }
    'care-team': { to: 'CareTeam' }
    'instantiates-canonical': { to: 'Questionnaire' | 'Measure' | 'PlanDefinition' | 'OperationDefinition' | 'ActivityDefinition' }
    'instantiates-uri': 'uri'
    'part-of': { to: 'CarePlan' }
    category: 'token'
    condition: { to: 'Condition' }
    date: 'date'
    encounter: { to: 'Encounter' }
    goal: { to: 'Goal' }
    identifier: 'token'
    intent: 'token'
    patient: { to: 'Patient' | 'Group' }
    performer: { to: 'Practitioner' | 'Organization' | 'CareTeam' | 'Device' | 'Patient' | 'HealthcareService' | 'PractitionerRole' | 'RelatedPerson' }
    replaces: { to: 'CarePlan' }
    status: 'token'
    subject: { to: 'Group' | 'Patient' }
  }
  CareTeam: {
    category: 'token'
    date: 'date'
    encounter: { to: 'Encounter' }
    identifier: 'token'
    participant: { to: 'Practitioner' | 'Organization' | 'CareTeam' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    patient: { to: 'Patient' | 'Group' }
    status: 'token'
    subject: { to: 'Group' | 'Patient' }
  }
  CatalogEntry: {}
  ChargeItem: {
    'entered-date': 'date'
    'factor-override': 'number'
    'performer-actor': { to: 'Practitioner' | 'Organization' | 'CareTeam' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    'performer-function': 'token'
    'performing-organization': { to: 'Organization' }
    'price-override': 'quantity'
    'requesting-organization': { to: 'Organization' }
    account: { to: 'Account' }
    code: 'token'
    context: { to: 'EpisodeOfCare' | 'Encounter' }
    enterer: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    identifier: 'token'
    occurrence: 'date'
    patient: { to: 'Patient' }
    quantity: 'quantity'
    service: { to: 'Immunization' | 'MedicationDispense' | 'SupplyDelivery' | 'Observation' | 'DiagnosticReport' | 'ImagingStudy' | 'MedicationAdministration' | 'Procedure' }
    subject: { to: 'Group' | 'Patient' }
  }
  ChargeItemDefinition: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    context: 'token'
    date: 'date'
    description: 'string'
    effective: 'date'
    identifier: 'token'
    jurisdiction: 'token'
    publisher: 'string'
    status: 'token'
    title: 'string'
    url: 'uri'
    version: 'token'
  }
  Claim: {
    'care-team': { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
    'detail-udi': { to: 'Device' }
    'item-udi': { to: 'Device' }
    'procedure-udi': { to: 'Device' }
    'subdetail-udi': { to: 'Device' }
    created: 'date'
    encounter: { to: 'Encounter' }
    enterer: { to: 'Practitioner' | 'PractitionerRole' }
    facility: { to: 'Location' }
    identifier: 'token'
    insurer: { to: 'Organization' }
    patient: { to: 'Patient' }
    payee: { to: 'Practitioner' | 'Organization' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    priority: 'token'
    provider: { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
    status: 'token'
    use: 'token'
  }
  ClaimResponse: {
    'payment-date': 'date'
    created: 'date'
    disposition: 'string'
    identifier: 'token'
    insurer: { to: 'Organization' }
    outcome: 'token'
    patient: { to: 'Patient' }
    request: { to: 'Claim' }
    requestor: { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
    status: 'token'
    use: 'token'
  }
  ClientApplication: {
    'identity-provider-issuer': 'uri'
    developer: { to: ResourceType }
    kind: 'token'
    name: 'string'
    provider: { to: ResourceType }
    status: 'token'
  }
  ClinicalImpression: {
    'finding-code': 'token'
    'finding-ref': { to: 'Condition' | 'Observation' | 'Media' }
    'supporting-info': { to: ResourceType }
    assessor: { to: 'Practitioner' | 'PractitionerRole' }
    date: 'date'
    encounter: { to: 'Encounter' }
    identifier: 'token'
    investigation: { to: 'RiskAssessment' | 'FamilyMemberHistory' | 'Observation' | 'Media' | 'DiagnosticReport' | 'ImagingStudy' | 'QuestionnaireResponse' }
    patient: { to: 'Patient' | 'Group' }
    previous: { to: 'ClinicalImpression' }
    problem: { to: 'Condition' | 'AllergyIntolerance' }
    status: 'token'
    subject: { to: 'Group' | 'Patient' }
  }
  CodeSystem: {
    'content-mode': 'token'
    'context-quantity': 'quantity'
    'context-type': 'token'
    code: 'token'
    context: 'token'
    date: 'date'
    description: 'string'
    identifier: 'token'
    jurisdiction: 'token'
    language: 'token'
    name: 'string'
    publisher: 'string'
    status: 'token'
    supplements: { to: 'CodeSystem' }
    system: 'uri'
    title: 'string'
    url: 'uri'
    version: 'token'
  }
  Communication: {
    'based-on': { to: ResourceType }
    'instantiates-canonical': { to: 'Questionnaire' | 'Measure' | 'PlanDefinition' | 'OperationDefinition' | 'ActivityDefinition' }
    'instantiates-uri': 'uri'
    'part-of': { to: ResourceType }
    category: 'token'
    encounter: { to: 'Encounter' }
    identifier: 'token'
    medium: 'token'
    patient: { to: 'Patient' }
    received: 'date'
    recipient: { to: 'Practitioner' | 'Group' | 'Organization' | 'CareTeam' | 'Device' | 'Patient' | 'HealthcareService' | 'PractitionerRole' | 'RelatedPerson' }
    sender: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'HealthcareService' | 'PractitionerRole' | 'RelatedPerson' }
    sent: 'date'
    status: 'token'
    subject: { to: 'Group' | 'Patient' }
  }
  CommunicationRequest: {
    'based-on': { to: ResourceType }
    'group-identifier': 'token'
    authored: 'date'
    category: 'token'
    encounter: { to: 'Encounter' }
    identifier: 'token'
    medium: 'token'
    occurrence: 'date'
    patient: { to: 'Patient' }
    priority: 'token'
    recipient: { to: 'Practitioner' | 'Group' | 'Organization' | 'CareTeam' | 'Device' | 'Patient' | 'HealthcareService' | 'PractitionerRole' | 'RelatedPerson' }
    replaces: { to: 'CommunicationRequest' }
    requester: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    sender: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'HealthcareService' | 'PractitionerRole' | 'RelatedPerson' }
    status: 'token'
    subject: { to: 'Group' | 'Patient' }
  }
  CompartmentDefinition: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    code: 'token'
    context: 'token'
    date: 'date'
    description: 'string'
    name: 'string'
    publisher: 'string'
    resource: 'token'
    status: 'token'
    url: 'uri'
    version: 'token'
  }
  Composition: {
    'related-id': 'token'
    'related-ref': { to: 'Composition' }
    attester: { to: 'Practitioner' | 'Organization' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    author: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    category: 'token'
    confidentiality: 'token'
    context: 'token'
    date: 'date'
    encounter: { to: 'Encounter' | 'EpisodeOfCare' }
    entry: { to: ResourceType }
    identifier: 'token'
    patient: { to: 'Patient' | 'Group' }
    period: 'date'
    section: 'token'
    status: 'token'
    subject: { to: ResourceType }
    title: 'string'
    type: 'token'
  }
  ConceptMap: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    'source-code': 'token'
    'source-system': 'uri'
    'source-uri': { to: 'ValueSet' }
    'target-code': 'token'
    'target-system': 'uri'
    'target-uri': { to: 'ValueSet' }
    context: 'token'
    date: 'date'
    dependson: 'uri'
    description: 'string'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    other: { to: 'ConceptMap' }
    product: 'uri'
    publisher: 'string'
    source: { to: 'ValueSet' }
    status: 'token'
    target: { to: 'ValueSet' }
    title: 'string'
    url: 'uri'
    version: 'token'
  }
  Condition: {
    'abatement-age': 'quantity'
    'abatement-date': 'date'
    'abatement-string': 'string'
    'body-site': 'token'
    'clinical-status': 'token'
    'evidence-detail': { to: ResourceType }
    'onset-age': 'quantity'
    'onset-date': 'date'
    'onset-info': 'string'
    'recorded-date': 'date'
    'verification-status': 'token'
    asserter: { to: 'Practitioner' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    category: 'token'
    code: 'token'
    encounter: { to: 'Encounter' }
    evidence: 'token'
    identifier: 'token'
    patient: { to: 'Patient' | 'Group' }
    severity: 'token'
    stage: 'token'
    subject: { to: 'Group' | 'Patient' }
  }
  Consent: {
    'security-label': 'token'
    'source-reference': { to: 'Consent' | 'Contract' | 'QuestionnaireResponse' | 'DocumentReference' }
    action: 'token'
    actor: { to: 'Practitioner' | 'Group' | 'Organization' | 'CareTeam' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    category: 'token'
    consentor: { to: 'Practitioner' | 'Organization' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    data: { to: ResourceType }
    date: 'date'
    identifier: 'token'
    organization: { to: 'Organization' }
    patient: { to: 'Patient' | 'Group' }
    period: 'date'
    purpose: 'token'
    scope: 'token'
    status: 'token'
  }
  Contract: {
    authority: { to: 'Organization' }
    domain: { to: 'Location' }
    identifier: 'token'
    instantiates: 'uri'
    issued: 'date'
    patient: { to: 'Patient' }
    signer: { to: 'Practitioner' | 'Organization' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    status: 'token'
    subject: { to: ResourceType }
    url: 'uri'
  }
  Coverage: {
    'class-type': 'token'
    'class-value': 'string'
    'policy-holder': { to: 'Organization' | 'Patient' | 'RelatedPerson' }
    beneficiary: { to: 'Patient' }
    dependent: 'string'
    identifier: 'token'
    patient: { to: 'Patient' }
    payor: { to: 'Organization' | 'Patient' | 'RelatedPerson' }
    status: 'token'
    subscriber: { to: 'Patient' | 'RelatedPerson' }
    type: 'token'
  }
  CoverageEligibilityRequest: {
    created: 'date'
    enterer: { to: 'Practitioner' | 'PractitionerRole' }
    facility: { to: 'Location' }
    identifier: 'token'
    patient: { to: 'Patient' }
    provider: { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
    status: 'token'
  }
  CoverageEligibilityResponse: {
    created: 'date'
    disposition: 'string'
    identifier: 'token'
    insurer: { to: 'Organization' }
    outcome: 'token'
    patient: { to: 'Patient' }
    request: { to: 'CoverageEligibilityRequest' }
    requestor: { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
    status: 'token'
  }
  DetectedIssue: {
    author: { to: 'Practitioner' | 'Device' | 'PractitionerRole' }
    code: 'token'
    identified: 'date'
    identifier: 'token'
    implicated: { to: ResourceType }
    patient: { to: 'Patient' | 'Group' }
  }
  Device: {
    'device-name': 'string'
    'udi-carrier': 'string'
    'udi-di': 'string'
    din: 'token'
    identifier: 'token'
    location: { to: 'Location' }
    manufacturer: 'string'
    model: 'string'
    organization: { to: 'Organization' }
    patient: { to: 'Patient' }
    status: 'token'
    type: 'token'
    url: 'uri'
  }
  DeviceDefinition: {
    identifier: 'token'
    parent: { to: 'DeviceDefinition' }
    type: 'token'
  }
  DeviceMetric: {
    category: 'token'
    identifier: 'token'
    parent: { to: 'Device' }
    source: { to: 'Device' }
    type: 'token'
  }
  DeviceRequest: {
    'authored-on': 'date'
    'based-on': { to: ResourceType }
    'event-date': 'date'
    'group-identifier': 'token'
    'instantiates-canonical': { to: 'PlanDefinition' | 'ActivityDefinition' }
    'instantiates-uri': 'uri'
    'prior-request': { to: ResourceType }
    code: 'token'
    device: { to: 'Device' }
    encounter: { to: 'Encounter' | 'EpisodeOfCare' }
    identifier: 'token'
    insurance: { to: 'ClaimResponse' | 'Coverage' }
    intent: 'token'
    patient: { to: 'Patient' | 'Group' }
    performer: { to: 'Practitioner' | 'Organization' | 'CareTeam' | 'Device' | 'Patient' | 'HealthcareService' | 'PractitionerRole' | 'RelatedPerson' }
    requester: { to: 'Practitioner' | 'Organization' | 'Device' | 'PractitionerRole' }
    status: 'token'
    subject: { to: 'Group' | 'Device' | 'Patient' | 'Location' }
  }
  DeviceUseStatement: {
    device: { to: 'Device' }
    identifier: 'token'
    patient: { to: 'Patient' | 'Group' }
    subject: { to: 'Group' | 'Patient' }
  }
  DiagnosticReport: {
    'assessed-condition': { to: ResourceType }
    'based-on': { to: 'CarePlan' | 'MedicationRequest' | 'NutritionOrder' | 'ServiceRequest' | 'ImmunizationRecommendation' }
    'results-interpreter': { to: 'Practitioner' | 'Organization' | 'CareTeam' | 'PractitionerRole' }
    category: 'token'
    code: 'token'
    conclusion: 'token'
    date: 'date'
    encounter: { to: 'Encounter' | 'EpisodeOfCare' }
    identifier: 'token'
    issued: 'date'
    media: { to: 'Media' }
    patient: { to: 'Patient' | 'Group' }
    performer: { to: 'Practitioner' | 'Organization' | 'CareTeam' | 'PractitionerRole' }
    result: { to: 'Observation' }
    specimen: { to: 'Specimen' }
    status: 'token'
    subject: { to: 'Group' | 'Device' | 'Patient' | 'Location' }
  }
  DocumentManifest: {
    'related-id': 'token'
    'related-ref': { to: ResourceType }
    author: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    created: 'date'
    description: 'string'
    identifier: 'token'
    item: { to: ResourceType }
    patient: { to: 'Patient' | 'Group' }
    recipient: { to: 'Practitioner' | 'Organization' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    source: 'uri'
    status: 'token'
    subject: { to: 'Practitioner' | 'Group' | 'Device' | 'Patient' }
    type: 'token'
  }
  DocumentReference: {
    'security-label': 'token'
    authenticator: { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
    author: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    category: 'token'
    contenttype: 'token'
    custodian: { to: 'Organization' }
    date: 'date'
    description: 'string'
    encounter: { to: 'Encounter' | 'EpisodeOfCare' }
    event: 'token'
    facility: 'token'
    format: 'token'
    identifier: 'token'
    language: 'token'
    location: 'uri'
    patient: { to: 'Patient' | 'Group' }
    period: 'date'
    related: { to: ResourceType }
    relatesto: { to: 'DocumentReference' }
    relation: 'token'
    setting: 'token'
    status: 'token'
    subject: { to: 'Practitioner' | 'Group' | 'Device' | 'Patient' }
    type: 'token'
  }
  DomainConfiguration: {
    domain: 'token'
    provider: { to: ResourceType }
  }
  EffectEvidenceSynthesis: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    context: 'token'
    date: 'date'
    description: 'string'
    effective: 'date'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    publisher: 'string'
    status: 'token'
    title: 'string'
    url: 'uri'
    version: 'token'
  }
  Encounter: {
    'based-on': { to: 'ServiceRequest' }
    'episode-of-care': { to: 'EpisodeOfCare' }
    'location-period': 'date'
    'part-of': { to: 'Encounter' }
    'participant-type': 'token'
    'reason-code': 'token'
    'reason-reference': { to: 'Condition' | 'Observation' | 'Procedure' | 'ImmunizationRecommendation' }
    'service-provider': { to: 'Organization' }
    'special-arrangement': 'token'
    account: { to: 'Account' }
    appointment: { to: 'Appointment' }
    class: 'token'
    date: 'date'
    diagnosis: { to: 'Condition' | 'Procedure' }
    identifier: 'token'
    length: 'quantity'
    location: { to: 'Location' }
    participant: { to: 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' }
    patient: { to: 'Patient' | 'Group' }
    practitioner: { to: 'Practitioner' }
    status: 'token'
    subject: { to: 'Group' | 'Patient' }
    type: 'token'
  }
  Endpoint: {
    'connection-type': 'token'
    'payload-type': 'token'
    identifier: 'token'
    name: 'string'
    organization: { to: 'Organization' }
    status: 'token'
  }
  EnrollmentRequest: {
    identifier: 'token'
    patient: { to: 'Patient' }
    status: 'token'
    subject: { to: 'Patient' }
  }
  EnrollmentResponse: {
    identifier: 'token'
    request: { to: 'EnrollmentRequest' }
    status: 'token'
  }
  EpisodeOfCare: {
    'care-manager': { to: 'Practitioner' }
    'incoming-referral': { to: 'ServiceRequest' }
    condition: { to: 'Condition' }
    date: 'date'
    identifier: 'token'
    organization: { to: 'Organization' }
    patient: { to: 'Patient' | 'Group' }
    status: 'token'
    type: 'token'
  }
  EventDefinition: {
    'composed-of': { to: ResourceType }
    'context-quantity': 'quantity'
    'context-type': 'token'
    'depends-on': { to: ResourceType }
    'derived-from': { to: ResourceType }
    context: 'token'
    date: 'date'
    description: 'string'
    effective: 'date'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    predecessor: { to: ResourceType }
    publisher: 'string'
    status: 'token'
    successor: { to: ResourceType }
    title: 'string'
    topic: 'token'
    url: 'uri'
    version: 'token'
  }
  Evidence: {
    'composed-of': { to: ResourceType }
    'context-quantity': 'quantity'
    'context-type': 'token'
    'depends-on': { to: ResourceType }
    'derived-from': { to: ResourceType }
    context: 'token'
    date: 'date'
    description: 'string'
    effective: 'date'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    predecessor: { to: ResourceType }
    publisher: 'string'
    status: 'token'
    successor: { to: ResourceType }
    title: 'string'
    topic: 'token'
    url: 'uri'
    version: 'token'
  }
  EvidenceVariable: {
    'composed-of': { to: ResourceType }
    'context-quantity': 'quantity'
    'context-type': 'token'
    'depends-on': { to: ResourceType }
    'derived-from': { to: ResourceType }
    context: 'token'
    date: 'date'
    description: 'string'
    effective: 'date'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    predecessor: { to: ResourceType }
    publisher: 'string'
    status: 'token'
    successor: { to: ResourceType }
    title: 'string'
    topic: 'token'
    url: 'uri'
    version: 'token'
  }
  ExampleScenario: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    context: 'token'
    date: 'date'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    publisher: 'string'
    status: 'token'
    url: 'uri'
    version: 'token'
  }
  ExplanationOfBenefit: {
    'care-team': { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
    'detail-udi': { to: 'Device' }
    'item-udi': { to: 'Device' }
    'procedure-udi': { to: 'Device' }
    'subdetail-udi': { to: 'Device' }
    claim: { to: 'Claim' }
    coverage: { to: 'Coverage' }
    created: 'date'
    disposition: 'string'
    encounter: { to: 'Encounter' }
    enterer: { to: 'Practitioner' | 'PractitionerRole' }
    facility: { to: 'Location' }
    identifier: 'token'
    patient: { to: 'Patient' }
    payee: { to: 'Practitioner' | 'Organization' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    provider: { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
    status: 'token'
  }
  FamilyMemberHistory: {
    'instantiates-canonical': { to: 'Questionnaire' | 'Measure' | 'PlanDefinition' | 'OperationDefinition' | 'ActivityDefinition' }
    'instantiates-uri': 'uri'
    code: 'token'
    date: 'date'
    identifier: 'token'
    patient: { to: 'Patient' | 'Group' }
    relationship: 'token'
    sex: 'token'
    status: 'token'
  }
  Flag: {
    author: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' }
    date: 'date'
    encounter: { to: 'Encounter' | 'EpisodeOfCare' }
    identifier: 'token'
    patient: { to: 'Patient' | 'Group' }
    subject: { to: 'Practitioner' | 'Group' | 'Organization' | 'Medication' | 'Patient' | 'PlanDefinition' | 'Procedure' | 'Location' }
  }
  Goal: {
    'achievement-status': 'token'
    'lifecycle-status': 'token'
    'start-date': 'date'
    'target-date': 'date'
    category: 'token'
    identifier: 'token'
    patient: { to: 'Patient' | 'Group' }
    subject: { to: 'Group' | 'Organization' | 'Patient' }
  }
  GraphDefinition: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    context: 'token'
    date: 'date'
    description: 'string'
    jurisdiction: 'token'
    name: 'string'
    publisher: 'string'
    start: 'token'
    status: 'token'
    url: 'uri'
    version: 'token'
  }
  Group: {
    'managing-entity': { to: 'Practitioner' | 'Organization' | 'PractitionerRole' | 'RelatedPerson' }
    actual: 'token'
    characteristic: 'token'
    code: 'token'
    exclude: 'token'
    identifier: 'token'
    member: { to: 'Practitioner' | 'Group' | 'Device' | 'Medication' | 'Patient' | 'Substance' | 'PractitionerRole' }
    type: 'token'
    value: 'token'
  }
  GuidanceResponse: {
    identifier: 'token'
    patient: { to: 'Patient' }
    request: 'token'
    subject: { to: 'Group' | 'Patient' }
  }
  HealthcareService: {
    'coverage-area': { to: 'Location' }
    'service-category': 'token'
    'service-type': 'token'
    active: 'token'
    characteristic: 'token'
    endpoint: { to: 'Endpoint' }
    identifier: 'token'
    location: { to: 'Location' }
    name: 'string'
    organization: { to: 'Organization' }
    program: 'token'
    specialty: 'token'
  }
  ImagingStudy: {
    'dicom-class': 'token'
    basedon: { to: 'Appointment' | 'AppointmentResponse' | 'CarePlan' | 'Task' | 'ServiceRequest' }
    bodysite: 'token'
    encounter: { to: 'Encounter' }
    endpoint: { to: 'Endpoint' }
    identifier: 'token'
    instance: 'token'
    interpreter: { to: 'Practitioner' | 'PractitionerRole' }
    modality: 'token'
    patient: { to: 'Patient' | 'Group' }
    performer: { to: 'Practitioner' | 'Organization' | 'CareTeam' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    reason: 'token'
    referrer: { to: 'Practitioner' | 'PractitionerRole' }
    series: 'token'
    started: 'date'
    status: 'token'
    subject: { to: 'Group' | 'Device' | 'Patient' }
  }
  Immunization: {
    'lot-number': 'string'
    'reaction-date': 'date'
    'reason-code': 'token'
    'reason-reference': { to: 'Condition' | 'Observation' | 'DiagnosticReport' }
    'status-reason': 'token'
    'target-disease': 'token'
    'vaccine-code': 'token'
    date: 'date'
    identifier: 'token'
    location: { to: 'Location' }
    manufacturer: { to: 'Organization' }
    patient: { to: 'Patient' | 'Group' }
    performer: { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
    reaction: { to: 'Observation' }
    series: 'string'
    status: 'token'
  }
  ImmunizationEvaluation: {
    'dose-status': 'token'
    'immunization-event': { to: 'Immunization' }
    'target-disease': 'token'
    date: 'date'
    identifier: 'token'
    patient: { to: 'Patient' }
    status: 'token'
  }
  ImmunizationRecommendation: {
    'target-disease': 'token'
    'vaccine-type': 'token'
    date: 'date'
    identifier: 'token'
    information: { to: ResourceType }
    patient: { to: 'Patient' }
    status: 'token'
    support: { to: 'Immunization' | 'ImmunizationEvaluation' }
  }
  ImplementationGuide: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    'depends-on': { to: 'ImplementationGuide' }
    context: 'token'
    date: 'date'
    description: 'string'
    experimental: 'token'
    global: { to: 'StructureDefinition' }
    jurisdiction: 'token'
    name: 'string'
    publisher: 'string'
    resource: { to: ResourceType }
    status: 'token'
    title: 'string'
    url: 'uri'
    version: 'token'
  }
  InsurancePlan: {
    'address-city': 'string'
    'address-country': 'string'
    'address-postalcode': 'string'
    'address-state': 'string'
    'address-use': 'token'
    'administered-by': { to: 'Organization' }
    'owned-by': { to: 'Organization' }
    address: 'string'
    endpoint: { to: 'Endpoint' }
    identifier: 'token'
    name: 'string'
    status: 'token'
    type: 'token'
  }
  Invoice: {
    'participant-role': 'token'
    account: { to: 'Account' }
    date: 'date'
    identifier: 'token'
    issuer: { to: 'Organization' }
    participant: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    patient: { to: 'Patient' }
    recipient: { to: 'Organization' | 'Patient' | 'RelatedPerson' }
    status: 'token'
    subject: { to: 'Group' | 'Patient' }
    totalgross: 'quantity'
    totalnet: 'quantity'
    type: 'token'
  }
  Library: {
    'composed-of': { to: ResourceType }
    'content-type': 'token'
    'context-quantity': 'quantity'
    'context-type': 'token'
    'depends-on': { to: ResourceType }
    'derived-from': { to: ResourceType }
    context: 'token'
    date: 'date'
    description: 'string'
    effective: 'date'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    predecessor: { to: ResourceType }
    publisher: 'string'
    status: 'token'
    successor: { to: ResourceType }
    title: 'string'
    topic: 'token'
    type: 'token'
    url: 'uri'
    version: 'token'
  }
  Linkage: {
    author: { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
    item: { to: ResourceType }
    source: { to: ResourceType }
  }
  List: {
    'empty-reason': 'token'
    code: 'token'
    date: 'date'
    encounter: { to: 'Encounter' | 'EpisodeOfCare' }
    identifier: 'token'
    item: { to: ResourceType }
    notes: 'string'
    patient: { to: 'Patient' | 'Group' }
    source: { to: 'Practitioner' | 'Device' | 'Patient' | 'PractitionerRole' }
    status: 'token'
    subject: { to: 'Group' | 'Device' | 'Patient' | 'Location' }
    title: 'string'
  }
  Location: {
    'address-city': 'string'
    'address-country': 'string'
    'address-postalcode': 'string'
    'address-state': 'string'
    'address-use': 'token'
    'operational-status': 'token'
    address: 'string'
    endpoint: { to: 'Endpoint' }
    identifier: 'token'
    name: 'string'
    organization: { to: 'Organization' }
    partof: { to: 'Location' }
    status: 'token'
    type: 'token'
  }
  Login: {
    client: { to: ResourceType }
    membership: { to: ResourceType }
    project: { to: ResourceType }
    revoked: 'token'
    user: { to: ResourceType }
  }
  Measure: {
    'composed-of': { to: ResourceType }
    'context-quantity': 'quantity'
    'context-type': 'token'
    'depends-on': { to: ResourceType }
    'derived-from': { to: ResourceType }
    context: 'token'
    date: 'date'
    description: 'string'
    effective: 'date'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    predecessor: { to: ResourceType }
    publisher: 'string'
    status: 'token'
    successor: { to: ResourceType }
    title: 'string'
    topic: 'token'
    url: 'uri'
    version: 'token'
  }
  MeasureReport: {
    'evaluated-resource': { to: ResourceType }
    date: 'date'
    identifier: 'token'
    measure: { to: 'Measure' }
    patient: { to: 'Patient' }
    period: 'date'
    reporter: { to: 'Practitioner' | 'Organization' | 'PractitionerRole' | 'Location' }
    status: 'token'
    subject: { to: 'Practitioner' | 'Group' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' | 'Location' }
  }
  Media: {
    'based-on': { to: 'CarePlan' | 'ServiceRequest' }
    created: 'date'
    device: { to: 'Device' | 'DeviceMetric' }
    encounter: { to: 'Encounter' }
    identifier: 'token'
    modality: 'token'
    operator: { to: 'Practitioner' | 'Organization' | 'CareTeam' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    patient: { to: 'Patient' }
    site: 'token'
    status: 'token'
    subject: { to: 'Practitioner' | 'Group' | 'Specimen' | 'Device' | 'Patient' | 'PractitionerRole' | 'Location' }
    type: 'token'
    view: 'token'
  }
  Medication: {
    'expiration-date': 'date'
    'ingredient-code': 'token'
    'lot-number': 'token'
    code: 'token'
    form: 'token'
    identifier: 'token'
    ingredient: { to: 'Medication' | 'Substance' }
    manufacturer: { to: 'Organization' }
    status: 'token'
  }
  MedicationAdministration: {
    'effective-time': 'date'
    'reason-given': 'token'
    'reason-not-given': 'token'
    code: 'token'
    context: { to: 'EpisodeOfCare' | 'Encounter' }
    device: { to: 'Device' }
    identifier: 'token'
    medication: { to: 'Medication' }
    patient: { to: 'Patient' | 'Group' }
    performer: { to: 'Practitioner' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    request: { to: 'MedicationRequest' }
    status: 'token'
    subject: { to: 'Group' | 'Patient' }
  }
  MedicationDispense: {
    code: 'token'
    context: { to: 'EpisodeOfCare' | 'Encounter' }
    destination: { to: 'Location' }
    identifier: 'token'
    medication: { to: 'Medication' }
    patient: { to: 'Patient' | 'Group' }
    performer: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    prescription: { to: 'MedicationRequest' }
    receiver: { to: 'Practitioner' | 'Patient' }
    responsibleparty: { to: 'Practitioner' | 'PractitionerRole' }
    status: 'token'
    subject: { to: 'Group' | 'Patient' }
    type: 'token'
    whenhandedover: 'date'
    whenprepared: 'date'
  }
  MedicationKnowledge: {
    'classification-type': 'token'
    'ingredient-code': 'token'
    'monitoring-program-name': 'token'
    'monitoring-program-type': 'token'
    'monograph-type': 'token'
    'source-cost': 'token'
    classification: 'token'
    code: 'token'
    doseform: 'token'
    ingredient: { to: 'Substance' }
    manufacturer: { to: 'Organization' }
    monograph: { to: 'Media' | 'DocumentReference' }
    status: 'token'
  }
  MedicationRequest: {
    'intended-dispenser': { to: 'Organization' }
    'intended-performer': { to: 'Practitioner' | 'Organization' | 'CareTeam' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    'intended-performertype': 'token'
    authoredon: 'date'
    category: 'token'
    code: 'token'
    date: 'date'
    encounter: { to: 'Encounter' }
    identifier: 'token'
    intent: 'token'
    medication: { to: 'Medication' }
    patient: { to: 'Patient' | 'Group' }
    priority: 'token'
    requester: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    status: 'token'
    subject: { to: 'Group' | 'Patient' }
  }
  MedicationStatement: {
    'part-of': { to: 'MedicationDispense' | 'Observation' | 'MedicationAdministration' | 'Procedure' | 'MedicationStatement' }
    category: 'token'
    code: 'token'
    context: { to: 'EpisodeOfCare' | 'Encounter' }
    effective: 'date'
    identifier: 'token'
    medication: { to: 'Medication' }
    patient: { to: 'Patient' | 'Group' }
    source: { to: 'Practitioner' | 'Organization' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    status: 'token'
    subject: { to: 'Group' | 'Patient' }
  }
  MedicinalProduct: {
    'name-language': 'token'
    identifier: 'token'
    name: 'string'
  }
  MedicinalProductAuthorization: {
    country: 'token'
    holder: { to: 'Organization' }
    identifier: 'token'
    status: 'token'
    subject: { to: 'MedicinalProductPackaged' | 'MedicinalProduct' }
  }
  MedicinalProductContraindication: {
    subject: { to: 'Medication' | 'MedicinalProduct' }
  }
  MedicinalProductIndication: {
    subject: { to: 'Medication' | 'MedicinalProduct' }
  }
  MedicinalProductIngredient: {}
  MedicinalProductInteraction: {
    subject: { to: 'Medication' | 'Substance' | 'MedicinalProduct' }
  }
  MedicinalProductManufactured: {}
  MedicinalProductPackaged: {
    identifier: 'token'
    subject: { to: 'MedicinalProduct' }
  }
  MedicinalProductPharmaceutical: {
    'target-species': 'token'
    identifier: 'token'
    route: 'token'
  }
  MedicinalProductUndesirableEffect: {
    subject: { to: 'Medication' | 'MedicinalProduct' }
  }
  MessageDefinition: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    category: 'token'
    context: 'token'
    date: 'date'
    description: 'string'
    event: 'token'
    focus: 'token'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    parent: { to: 'PlanDefinition' | 'ActivityDefinition' }
    publisher: 'string'
    status: 'token'
    title: 'string'
    url: 'uri'
    version: 'token'
  }
  MessageHeader: {
    'destination-uri': 'uri'
    'response-id': 'token'
    'source-uri': 'uri'
    author: { to: 'Practitioner' | 'PractitionerRole' }
    code: 'token'
    destination: 'string'
    enterer: { to: 'Practitioner' | 'PractitionerRole' }
    event: 'token'
    focus: { to: ResourceType }
    receiver: { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
    responsible: { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
    sender: { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
    source: 'string'
    target: { to: 'Device' }
  }
  MolecularSequence: {
    'variant-end': 'number'
    'variant-start': 'number'
    'window-end': 'number'
    'window-start': 'number'
    chromosome: 'token'
    identifier: 'token'
    patient: { to: 'Patient' }
    referenceseqid: 'token'
    type: 'token'
  }
  NamingSystem: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    'id-type': 'token'
    contact: 'string'
    context: 'token'
    date: 'date'
    description: 'string'
    jurisdiction: 'token'
    kind: 'token'
    name: 'string'
    period: 'date'
    publisher: 'string'
    responsible: 'string'
    status: 'token'
    telecom: 'token'
    type: 'token'
    value: 'string'
  }
  NutritionOrder: {
    'instantiates-canonical': { to: 'PlanDefinition' | 'ActivityDefinition' }
    'instantiates-uri': 'uri'
    additive: 'token'
    datetime: 'date'
    encounter: { to: 'Encounter' | 'EpisodeOfCare' }
    formula: 'token'
    identifier: 'token'
    oraldiet: 'token'
    patient: { to: 'Patient' | 'Group' }
    provider: { to: 'Practitioner' | 'PractitionerRole' }
    status: 'token'
    supplement: 'token'
  }
  Observation: {
    'amino-acid-change': 'string'
    'based-on': { to: 'CarePlan' | 'MedicationRequest' | 'NutritionOrder' | 'DeviceRequest' | 'ServiceRequest' | 'ImmunizationRecommendation' }
    'combo-code': 'token'
    'combo-data-absent-reason': 'token'
    'combo-value-concept': 'token'
    'combo-value-quantity': 'quantity'
    'component-code': 'token'
    'component-data-absent-reason': 'token'
    'component-value-concept': 'token'
    'component-value-quantity': 'quantity'
    'data-absent-reason': 'token'
    'derived-from': { to: 'Media' | 'Observation' | 'ImagingStudy' | 'MolecularSequence' | 'QuestionnaireResponse' | 'DocumentReference' }
    'dna-variant': 'string'
    'gene-amino-acid-change': 'string'
    'gene-dnavariant': 'string'
    'gene-identifier': 'token'
    'has-member': { to: 'Observation' | 'MolecularSequence' | 'QuestionnaireResponse' }
    'part-of': { to: 'Immunization' | 'MedicationDispense' | 'MedicationAdministration' | 'Procedure' | 'ImagingStudy' | 'MedicationStatement' }
    'value-concept': 'token'
    'value-date': 'date'
    'value-quantity': 'quantity'
    'value-string': 'string'
    category: 'token'
    code: 'token'
    date: 'date'
    device: { to: 'Device' | 'DeviceMetric' }
    encounter: { to: 'Encounter' | 'EpisodeOfCare' }
    focus: { to: ResourceType }
    identifier: 'token'
    method: 'token'
    patient: { to: 'Patient' | 'Group' }
    performer: { to: 'Practitioner' | 'Organization' | 'CareTeam' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    specimen: { to: 'Specimen' }
    status: 'token'
    subject: { to: 'Group' | 'Device' | 'Patient' | 'Location' }
  }
  ObservationDefinition: {}
  OperationDefinition: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    'input-profile': { to: 'StructureDefinition' }
    'output-profile': { to: 'StructureDefinition' }
    base: { to: 'OperationDefinition' }
    code: 'token'
    context: 'token'
    date: 'date'
    description: 'string'
    instance: 'token'
    jurisdiction: 'token'
    kind: 'token'
    name: 'string'
    publisher: 'string'
    status: 'token'
    system: 'token'
    title: 'string'
    type: 'token'
    url: 'uri'
    version: 'token'
  }
  OperationOutcome: {}
  Organization: {
    'address-city': 'string'
    'address-country': 'string'
    'address-postalcode': 'string'
    'address-state': 'string'
    'address-use': 'token'
    active: 'token'
    address: 'string'
    endpoint: { to: 'Endpoint' }
    identifier: 'token'
    name: 'string'
    partof: { to: 'Organization' }
    type: 'token'
  }
  OrganizationAffiliation: {
    'participating-organization': { to: 'Organization' }
    'primary-organization': { to: 'Organization' }
    active: 'token'
    date: 'date'
    email: 'token'
    endpoint: { to: 'Endpoint' }
    identifier: 'token'
    location: { to: 'Location' }
    network: { to: 'Organization' }
    phone: 'token'
    role: 'token'
    service: { to: 'HealthcareService' }
    specialty: 'token'
    telecom: 'token'
  }
  Parameters: {}
  Patient: {
    'address-city': 'string'
    'address-country': 'string'
    'address-postalcode': 'string'
    'address-state': 'string'
    'address-use': 'token'
    'death-date': 'date'
    'general-practitioner': { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
    active: 'token'
    address: 'string'
    birthdate: 'date'
    deceased: 'token'
    email: 'token'
    family: 'string'
    gender: 'token'
    given: 'string'
    identifier: 'token'
    language: 'token'
    link: { to: 'Patient' | 'RelatedPerson' }
    mothersMaidenName: 'string'
    name: 'string'
    organization: { to: 'Organization' }
    phone: 'token'
    telecom: 'token'
  }
  PaymentNotice: {
    'payment-status': 'token'
    created: 'date'
    identifier: 'token'
    provider: { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
    request: { to: ResourceType }
    response: { to: ResourceType }
    status: 'token'
  }
  PaymentReconciliation: {
    'payment-issuer': { to: 'Organization' }
    created: 'date'
    disposition: 'string'
    identifier: 'token'
    outcome: 'token'
    request: { to: 'Task' }
    requestor: { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
    status: 'token'
  }
  Person: {
    'address-city': 'string'
    'address-country': 'string'
    'address-postalcode': 'string'
    'address-state': 'string'
    'address-use': 'token'
    address: 'string'
    birthdate: 'date'
    email: 'token'
    gender: 'token'
    identifier: 'token'
    link: { to: 'Practitioner' | 'Patient' | 'Person' | 'RelatedPerson' }
    name: 'string'
    organization: { to: 'Organization' }
    patient: { to: 'Patient' }
    phone: 'token'
    practitioner: { to: 'Practitioner' }
    relatedperson: { to: 'RelatedPerson' }
    telecom: 'token'
  }
  PlanDefinition: {
    'composed-of': { to: ResourceType }
    'context-quantity': 'quantity'
    'context-type': 'token'
    'depends-on': { to: ResourceType }
    'derived-from': { to: ResourceType }
    context: 'token'
    date: 'date'
    definition: { to: 'Questionnaire' | 'PlanDefinition' | 'ActivityDefinition' }
    description: 'string'
    effective: 'date'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    predecessor: { to: ResourceType }
    publisher: 'string'
    status: 'token'
    successor: { to: ResourceType }
    title: 'string'
    topic: 'token'
    type: 'token'
    url: 'uri'
    version: 'token'
  }
  Practitioner: {
    'address-city': 'string'
    'address-country': 'string'
    'address-postalcode': 'string'
    'address-state': 'string'
    'address-use': 'token'
    active: 'token'
    address: 'string'
    communication: 'token'
    email: 'token'
    family: 'string'
    gender: 'token'
    given: 'string'
    identifier: 'token'
    name: 'string'
    phone: 'token'
    telecom: 'token'
  }
  PractitionerRole: {
    active: 'token'
    date: 'date'
    email: 'token'
    endpoint: { to: 'Endpoint' }
    identifier: 'token'
    location: { to: 'Location' }
    organization: { to: 'Organization' }
    phone: 'token'
    practitioner: { to: 'Practitioner' }
    role: 'token'
    service: { to: 'HealthcareService' }
    specialty: 'token'
    telecom: 'token'
  }
  Procedure: {
    'based-on': { to: 'CarePlan' | 'ServiceRequest' }
    'instantiates-canonical': { to: 'Questionnaire' | 'Measure' | 'PlanDefinition' | 'OperationDefinition' | 'ActivityDefinition' }
    'instantiates-uri': 'uri'
    'part-of': { to: 'Observation' | 'Procedure' | 'MedicationAdministration' }
    'reason-code': 'token'
    'reason-reference': { to: 'Condition' | 'Observation' | 'Procedure' | 'DiagnosticReport' | 'DocumentReference' }
    category: 'token'
    code: 'token'
    date: 'date'
    encounter: { to: 'Encounter' | 'EpisodeOfCare' }
    identifier: 'token'
    location: { to: 'Location' }
    patient: { to: 'Patient' | 'Group' }
    performer: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    status: 'token'
    subject: { to: 'Group' | 'Patient' }
  }
  Project: {
    'google-client-id': 'token'
    'recaptcha-site-key': 'token'
    active: 'token'
    identifier: 'token'
    name: 'string'
    owner: { to: ResourceType }
    status: 'token'
  }
  ProjectIdentityProvider: {
    active: 'token'
    issuer: 'uri'
    name: 'string'
  }
  ProjectMembership: {
    'access-policy': { to: ResourceType }
    'external-id': 'string'
    'profile-type': 'token'
    'user-configuration': { to: ResourceType }
    'user-name': 'string'
    active: 'token'
    admin: 'token'
    identifier: 'token'
    profile: { to: ResourceType }
    project: { to: ResourceType }
    user: { to: ResourceType }
  }
  Provenance: {
    'agent-role': 'token'
    'agent-type': 'token'
    'signature-type': 'token'
    agent: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    entity: { to: ResourceType }
    location: { to: 'Location' }
    patient: { to: 'Patient' }
    recorded: 'date'
    target: { to: ResourceType }
    when: 'date'
  }
  Questionnaire: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    'subject-type': 'token'
    code: 'token'
    context: 'token'
    date: 'date'
    definition: 'uri'
    description: 'string'
    effective: 'date'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    publisher: 'string'
    status: 'token'
    title: 'string'
    url: 'uri'
    version: 'token'
  }
  QuestionnaireResponse: {
    'based-on': { to: 'CarePlan' | 'ServiceRequest' }
    'item-subject': { to: ResourceType }
    'part-of': { to: 'Observation' | 'Procedure' }
    author: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    authored: 'date'
    encounter: { to: 'Encounter' }
    identifier: 'token'
    patient: { to: 'Patient' }
    questionnaire: { to: 'Questionnaire' }
    source: { to: 'Practitioner' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    status: 'token'
    subject: { to: ResourceType }
  }
  RelatedPerson: {
    'address-city': 'string'
    'address-country': 'string'
    'address-postalcode': 'string'
    'address-state': 'string'
    'address-use': 'token'
    active: 'token'
    address: 'string'
    birthdate: 'date'
    email: 'token'
    gender: 'token'
    identifier: 'token'
    name: 'string'
    patient: { to: 'Patient' }
    phone: 'token'
    relationship: 'token'
    telecom: 'token'
  }
  RequestGroup: {
    'group-identifier': 'token'
    'instantiates-canonical': { to: ResourceType }
    'instantiates-uri': 'uri'
    author: { to: 'Practitioner' | 'Device' | 'PractitionerRole' }
    authored: 'date'
    code: 'token'
    encounter: { to: 'Encounter' }
    identifier: 'token'
    intent: 'token'
    participant: { to: 'Practitioner' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    patient: { to: 'Patient' }
    priority: 'token'
    status: 'token'
    subject: { to: 'Group' | 'Patient' }
  }
  ResearchDefinition: {
    'composed-of': { to: ResourceType }
    'context-quantity': 'quantity'
    'context-type': 'token'
    'depends-on': { to: ResourceType }
    'derived-from': { to: ResourceType }
    context: 'token'
    date: 'date'
    description: 'string'
    effective: 'date'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    predecessor: { to: ResourceType }
    publisher: 'string'
    status: 'token'
    successor: { to: ResourceType }
    title: 'string'
    topic: 'token'
    url: 'uri'
    version: 'token'
  }
  ResearchElementDefinition: {
    'composed-of': { to: ResourceType }
    'context-quantity': 'quantity'
    'context-type': 'token'
    'depends-on': { to: ResourceType }
    'derived-from': { to: ResourceType }
    context: 'token'
    date: 'date'
    description: 'string'
    effective: 'date'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    predecessor: { to: ResourceType }
    publisher: 'string'
    status: 'token'
    successor: { to: ResourceType }
    title: 'string'
    topic: 'token'
    url: 'uri'
    version: 'token'
  }
  ResearchStudy: {
    category: 'token'
    date: 'date'
    focus: 'token'
    identifier: 'token'
    keyword: 'token'
    location: 'token'
    partof: { to: 'ResearchStudy' }
    principalinvestigator: { to: 'Practitioner' | 'PractitionerRole' }
    protocol: { to: 'PlanDefinition' }
    site: { to: 'Location' }
    sponsor: { to: 'Organization' }
    status: 'token'
    title: 'string'
  }
  ResearchSubject: {
    date: 'date'
    identifier: 'token'
    individual: { to: 'Patient' }
    patient: { to: 'Patient' }
    status: 'token'
    study: { to: 'ResearchStudy' }
  }
  RiskAssessment: {
    condition: { to: 'Condition' }
    date: 'date'
    encounter: { to: 'Encounter' | 'EpisodeOfCare' }
    identifier: 'token'
    method: 'token'
    patient: { to: 'Patient' | 'Group' }
    performer: { to: 'Practitioner' | 'Device' | 'PractitionerRole' }
    probability: 'number'
    risk: 'token'
    subject: { to: 'Group' | 'Patient' }
  }
  RiskEvidenceSynthesis: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    context: 'token'
    date: 'date'
    description: 'string'
    effective: 'date'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    publisher: 'string'
    status: 'token'
    title: 'string'
    url: 'uri'
    version: 'token'
  }
  Schedule: {
    'service-category': 'token'
    'service-type': 'token'
    active: 'token'
    actor: { to: 'Practitioner' | 'Device' | 'Patient' | 'HealthcareService' | 'PractitionerRole' | 'RelatedPerson' | 'Location' }
    date: 'date'
    identifier: 'token'
    specialty: 'token'
  }
  SearchParameter: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    'derived-from': { to: 'SearchParameter' }
    base: 'token'
    code: 'token'
    component: { to: 'SearchParameter' }
    context: 'token'
    date: 'date'
    description: 'string'
    jurisdiction: 'token'
    name: 'string'
    publisher: 'string'
    status: 'token'
    target: 'token'
    type: 'token'
    url: 'uri'
    version: 'token'
  }
  ServiceRequest: {
    'based-on': { to: 'CarePlan' | 'MedicationRequest' | 'ServiceRequest' }
    'body-site': 'token'
    'instantiates-canonical': { to: 'PlanDefinition' | 'ActivityDefinition' }
    'instantiates-uri': 'uri'
    'performer-type': 'token'
    authored: 'date'
    category: 'token'
    code: 'token'
    encounter: { to: 'Encounter' | 'EpisodeOfCare' }
    identifier: 'token'
    intent: 'token'
    occurrence: 'date'
    patient: { to: 'Patient' | 'Group' }
    performer: { to: 'Practitioner' | 'Organization' | 'CareTeam' | 'Device' | 'Patient' | 'HealthcareService' | 'PractitionerRole' | 'RelatedPerson' }
    priority: 'token'
    replaces: { to: 'ServiceRequest' }
    requester: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    requisition: 'token'
    specimen: { to: 'Specimen' }
    status: 'token'
    subject: { to: 'Group' | 'Device' | 'Patient' | 'Location' }
  }
  Slot: {
    'appointment-type': 'token'
    'service-category': 'token'
    'service-type': 'token'
    identifier: 'token'
    schedule: { to: 'Schedule' }
    specialty: 'token'
    start: 'date'
    status: 'token'
  }
  Specimen: {
    'container-id': 'token'
    accession: 'token'
    bodysite: 'token'
    collected: 'date'
    collector: { to: 'Practitioner' | 'PractitionerRole' }
    container: 'token'
    identifier: 'token'
    parent: { to: 'Specimen' }
    patient: { to: 'Patient' }
    status: 'token'
    subject: { to: 'Group' | 'Device' | 'Patient' | 'Substance' | 'Location' }
    type: 'token'
  }
  SpecimenDefinition: {
    container: 'token'
    identifier: 'token'
    type: 'token'
  }
  StructureDefinition: {
    'base-path': 'token'
    'context-quantity': 'quantity'
    'context-type': 'token'
    'ext-context': 'token'
    abstract: 'token'
    base: { to: 'StructureDefinition' }
    context: 'token'
    date: 'date'
    derivation: 'token'
    description: 'string'
    experimental: 'token'
    identifier: 'token'
    jurisdiction: 'token'
    keyword: 'token'
    kind: 'token'
    name: 'string'
    path: 'token'
    publisher: 'string'
    status: 'token'
    title: 'string'
    type: 'uri'
    url: 'uri'
    valueset: { to: 'ValueSet' }
    version: 'token'
  }
  StructureMap: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    context: 'token'
    date: 'date'
    description: 'string'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    publisher: 'string'
    status: 'token'
    title: 'string'
    url: 'uri'
    version: 'token'
  }
  Subscription: {
    contact: 'token'
    criteria: 'string'
    payload: 'token'
    status: 'token'
    type: 'token'
    url: 'uri'
  }
  Substance: {
    'container-identifier': 'token'
    'substance-reference': { to: 'Substance' }
    category: 'token'
    code: 'token'
    expiry: 'date'
    identifier: 'token'
    quantity: 'quantity'
    status: 'token'
  }
  SubstanceNucleicAcid: {}
  SubstancePolymer: {}
  SubstanceProtein: {}
  SubstanceReferenceInformation: {}
  SubstanceSourceMaterial: {}
  SubstanceSpecification: {
    code: 'token'
  }
  SupplyDelivery: {
    identifier: 'token'
    patient: { to: 'Patient' | 'Group' }
    receiver: { to: 'Practitioner' | 'PractitionerRole' }
    status: 'token'
    supplier: { to: 'Practitioner' | 'Organization' | 'PractitionerRole' }
  }
  SupplyRequest: {
    category: 'token'
    date: 'date'
    identifier: 'token'
    requester: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    status: 'token'
    subject: { to: 'Organization' | 'Patient' | 'Location' }
    supplier: { to: 'Organization' | 'HealthcareService' }
  }
  Task: {
    'authored-on': 'date'
    'based-on': { to: ResourceType }
    'business-status': 'token'
    'group-identifier': 'token'
    'part-of': { to: 'Task' }
    code: 'token'
    encounter: { to: 'Encounter' }
    focus: { to: ResourceType }
    identifier: 'token'
    intent: 'token'
    modified: 'date'
    owner: { to: 'Practitioner' | 'Organization' | 'CareTeam' | 'Device' | 'Patient' | 'HealthcareService' | 'PractitionerRole' | 'RelatedPerson' }
    patient: { to: 'Patient' }
    performer: 'token'
    period: 'date'
    priority: 'token'
    requester: { to: 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'PractitionerRole' | 'RelatedPerson' }
    status: 'token'
    subject: { to: ResourceType }
  }
  TerminologyCapabilities: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    context: 'token'
    date: 'date'
    description: 'string'
    jurisdiction: 'token'
    name: 'string'
    publisher: 'string'
    status: 'token'
    title: 'string'
    url: 'uri'
    version: 'token'
  }
  TestReport: {
    identifier: 'token'
    issued: 'date'
    participant: 'uri'
    result: 'token'
    tester: 'string'
    testscript: { to: 'TestScript' }
  }
  TestScript: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    'testscript-capability': 'string'
    context: 'token'
    date: 'date'
    description: 'string'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    publisher: 'string'
    status: 'token'
    title: 'string'
    url: 'uri'
    version: 'token'
  }
  User: {
    'external-id': 'string'
    email: 'token'
    identifier: 'token'
    name: 'string'
    project: { to: ResourceType }
  }
  UserConfiguration: {
    name: 'string'
  }
  UserSecurityRequest: {
    type: 'token'
    used: 'token'
    user: { to: ResourceType }
  }
  ValueSet: {
    'context-quantity': 'quantity'
    'context-type': 'token'
    code: 'token'
    context: 'token'
    date: 'date'
    description: 'string'
    expansion: 'uri'
    identifier: 'token'
    jurisdiction: 'token'
    name: 'string'
    publisher: 'string'
    reference: 'uri'
    status: 'token'
    title: 'string'
    url: 'uri'
    version: 'token'
  }
  VerificationResult: {
    target: { to: ResourceType }
  }
  VisionPrescription: {
    datewritten: 'date'
    encounter: { to: 'Encounter' | 'EpisodeOfCare' }
    identifier: 'token'
    patient: { to: 'Patient' | 'Group' }
    prescriber: { to: 'Practitioner' | 'PractitionerRole' }
    status: 'token'
  }
}
