// Made by `npm run generate -w packages/fhir` from HL7's definitions (CC0) and src/identity. Not edited by hand.
/* FHIR R4 as TypeScript: one interface for each resource type, datatype and structure inside one. */

export interface Account extends DomainResource {
  readonly resourceType: 'Account'
  identifier?: Identifier[]
  status: 'active' | 'inactive' | 'entered-in-error' | 'on-hold' | 'unknown'
  _status?: Element
  type?: CodeableConcept
  name?: string
  _name?: Element
  subject?: Reference<'Patient' | 'Device' | 'Practitioner' | 'PractitionerRole' | 'Location' | 'HealthcareService' | 'Organization'>[]
  servicePeriod?: Period
  coverage?: AccountCoverage[]
  owner?: Reference<'Organization'>
  description?: string
  _description?: Element
  guarantor?: AccountGuarantor[]
  partOf?: Reference<'Account'>
}

export interface AccountCoverage extends BackboneElement {
  coverage: Reference<'Coverage'>
  priority?: number
  _priority?: Element
}

export interface AccountGuarantor extends BackboneElement {
  party: Reference<'Patient' | 'RelatedPerson' | 'Organization'>
  onHold?: boolean
  _onHold?: Element
  period?: Period
}

export interface ActivityDefinition extends DomainResource {
  readonly resourceType: 'ActivityDefinition'
  url?: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  subtitle?: string
  _subtitle?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  subjectCodeableConcept?: CodeableConcept
  subjectReference?: Reference<'Group'>
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  usage?: string
  _usage?: Element
  copyright?: string
  _copyright?: Element
  approvalDate?: string
  _approvalDate?: Element
  lastReviewDate?: string
  _lastReviewDate?: Element
  effectivePeriod?: Period
  topic?: CodeableConcept[]
  author?: ContactDetail[]
  editor?: ContactDetail[]
  reviewer?: ContactDetail[]
  endorser?: ContactDetail[]
  relatedArtifact?: RelatedArtifact[]
  library?: string[]
  _library?: (Element | null)[]
  kind?: 'Appointment' | 'AppointmentResponse' | 'CarePlan' | 'Claim' | 'CommunicationRequest' | 'Contract' | 'DeviceRequest' | 'EnrollmentRequest' | 'ImmunizationRecommendation' | 'MedicationRequest' | 'NutritionOrder' | 'ServiceRequest' | 'SupplyRequest' | 'Task' | 'VisionPrescription'
  _kind?: Element
  profile?: string
  _profile?: Element
  code?: CodeableConcept
  intent?: 'proposal' | 'plan' | 'directive' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'
  _intent?: Element
  priority?: 'routine' | 'urgent' | 'asap' | 'stat'
  _priority?: Element
  doNotPerform?: boolean
  _doNotPerform?: Element
  timingTiming?: Timing
  timingDateTime?: string
  _timingDateTime?: Element
  timingAge?: Age
  timingPeriod?: Period
  timingRange?: Range
  timingDuration?: Duration
  location?: Reference<'Location'>
  participant?: ActivityDefinitionParticipant[]
  productReference?: Reference<'Medication' | 'Substance'>
  productCodeableConcept?: CodeableConcept
  quantity?: Quantity
  dosage?: Dosage[]
  bodySite?: CodeableConcept[]
  specimenRequirement?: Reference<'SpecimenDefinition'>[]
  observationRequirement?: Reference<'ObservationDefinition'>[]
  observationResultRequirement?: Reference<'ObservationDefinition'>[]
  transform?: string
  _transform?: Element
  dynamicValue?: ActivityDefinitionDynamicValue[]
}

export interface ActivityDefinitionParticipant extends BackboneElement {
  type: 'patient' | 'practitioner' | 'related-person' | 'device'
  _type?: Element
  role?: CodeableConcept
}

export interface ActivityDefinitionDynamicValue extends BackboneElement {
  path: string
  _path?: Element
  expression: Expression
}

export interface Address extends Element {
  use?: 'home' | 'work' | 'temp' | 'old' | 'billing'
  _use?: Element
  type?: 'postal' | 'physical' | 'both'
  _type?: Element
  text?: string
  _text?: Element
  line?: string[]
  _line?: (Element | null)[]
  city?: string
  _city?: Element
  district?: string
  _district?: Element
  state?: string
  _state?: Element
  postalCode?: string
  _postalCode?: Element
  country?: string
  _country?: Element
  period?: Period
}

export interface AdverseEvent extends DomainResource {
  readonly resourceType: 'AdverseEvent'
  identifier?: Identifier
  actuality: 'actual' | 'potential'
  _actuality?: Element
  category?: CodeableConcept[]
  event?: CodeableConcept
  subject: Reference<'Patient' | 'Group' | 'Practitioner' | 'RelatedPerson'>
  encounter?: Reference<'Encounter'>
  date?: string
  _date?: Element
  detected?: string
  _detected?: Element
  recordedDate?: string
  _recordedDate?: Element
  resultingCondition?: Reference<'Condition'>[]
  location?: Reference<'Location'>
  seriousness?: CodeableConcept
  severity?: CodeableConcept
  outcome?: CodeableConcept
  recorder?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson'>
  contributor?: Reference<'Practitioner' | 'PractitionerRole' | 'Device'>[]
  suspectEntity?: AdverseEventSuspectEntity[]
  subjectMedicalHistory?: Reference<'Condition' | 'Observation' | 'AllergyIntolerance' | 'FamilyMemberHistory' | 'Immunization' | 'Procedure' | 'Media' | 'DocumentReference'>[]
  referenceDocument?: Reference<'DocumentReference'>[]
  study?: Reference<'ResearchStudy'>[]
}

export interface AdverseEventSuspectEntity extends BackboneElement {
  instance: Reference<'Immunization' | 'Procedure' | 'Substance' | 'Medication' | 'MedicationAdministration' | 'MedicationStatement' | 'Device'>
  causality?: AdverseEventSuspectEntityCausality[]
}

export interface AdverseEventSuspectEntityCausality extends BackboneElement {
  assessment?: CodeableConcept
  productRelatedness?: string
  _productRelatedness?: Element
  author?: Reference<'Practitioner' | 'PractitionerRole'>
  method?: CodeableConcept
}

export interface Age extends Quantity {
}

export interface AllergyIntolerance extends DomainResource {
  readonly resourceType: 'AllergyIntolerance'
  identifier?: Identifier[]
  clinicalStatus?: CodeableConcept
  verificationStatus?: CodeableConcept
  type?: 'allergy' | 'intolerance'
  _type?: Element
  category?: ('food' | 'medication' | 'environment' | 'biologic')[]
  _category?: (Element | null)[]
  criticality?: 'low' | 'high' | 'unable-to-assess'
  _criticality?: Element
  code?: CodeableConcept
  patient: Reference<'Patient'>
  encounter?: Reference<'Encounter'>
  onsetDateTime?: string
  _onsetDateTime?: Element
  onsetAge?: Age
  onsetPeriod?: Period
  onsetRange?: Range
  onsetString?: string
  _onsetString?: Element
  recordedDate?: string
  _recordedDate?: Element
  recorder?: Reference<'Practitioner' | 'PractitionerRole' | 'Patient' | 'RelatedPerson'>
  asserter?: Reference<'Patient' | 'RelatedPerson' | 'Practitioner' | 'PractitionerRole'>
  lastOccurrence?: string
  _lastOccurrence?: Element
  note?: Annotation[]
  reaction?: AllergyIntoleranceReaction[]
}

export interface AllergyIntoleranceReaction extends BackboneElement {
  substance?: CodeableConcept
  manifestation: CodeableConcept[]
  description?: string
  _description?: Element
  onset?: string
  _onset?: Element
  severity?: 'mild' | 'moderate' | 'severe'
  _severity?: Element
  exposureRoute?: CodeableConcept
  note?: Annotation[]
}

export interface Annotation extends Element {
  authorReference?: Reference<'Practitioner' | 'Patient' | 'RelatedPerson' | 'Organization'>
  authorString?: string
  _authorString?: Element
  time?: string
  _time?: Element
  text: string
  _text?: Element
}

export interface Appointment extends DomainResource {
  readonly resourceType: 'Appointment'
  identifier?: Identifier[]
  status: 'proposed' | 'pending' | 'booked' | 'arrived' | 'fulfilled' | 'cancelled' | 'noshow' | 'entered-in-error' | 'checked-in' | 'waitlist'
  _status?: Element
  cancelationReason?: CodeableConcept
  serviceCategory?: CodeableConcept[]
  serviceType?: CodeableConcept[]
  specialty?: CodeableConcept[]
  appointmentType?: CodeableConcept
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Procedure' | 'Observation' | 'ImmunizationRecommendation'>[]
  priority?: number
  _priority?: Element
  description?: string
  _description?: Element
  supportingInformation?: Reference[]
  start?: string
  _start?: Element
  end?: string
  _end?: Element
  minutesDuration?: number
  _minutesDuration?: Element
  slot?: Reference<'Slot'>[]
  created?: string
  _created?: Element
  comment?: string
  _comment?: Element
  patientInstruction?: string
  _patientInstruction?: Element
  basedOn?: Reference<'ServiceRequest'>[]
  participant: AppointmentParticipant[]
  requestedPeriod?: Period[]
}

export interface AppointmentParticipant extends BackboneElement {
  type?: CodeableConcept[]
  actor?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Device' | 'HealthcareService' | 'Location'>
  required?: 'required' | 'optional' | 'information-only'
  _required?: Element
  status: 'accepted' | 'declined' | 'tentative' | 'needs-action'
  _status?: Element
  period?: Period
}

export interface AppointmentResponse extends DomainResource {
  readonly resourceType: 'AppointmentResponse'
  identifier?: Identifier[]
  appointment: Reference<'Appointment'>
  start?: string
  _start?: Element
  end?: string
  _end?: Element
  participantType?: CodeableConcept[]
  actor?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Device' | 'HealthcareService' | 'Location'>
  participantStatus: 'accepted' | 'declined' | 'tentative' | 'needs-action'
  _participantStatus?: Element
  comment?: string
  _comment?: Element
}

export interface Attachment extends Element {
  contentType?: string
  _contentType?: Element
  language?: string
  _language?: Element
  data?: string
  _data?: Element
  url?: string
  _url?: Element
  size?: number
  _size?: Element
  hash?: string
  _hash?: Element
  title?: string
  _title?: Element
  creation?: string
  _creation?: Element
}

export interface AuditEvent extends DomainResource {
  readonly resourceType: 'AuditEvent'
  type: Coding
  subtype?: Coding[]
  action?: 'C' | 'R' | 'U' | 'D' | 'E'
  _action?: Element
  period?: Period
  recorded: string
  _recorded?: Element
  outcome?: '0' | '4' | '8' | '12'
  _outcome?: Element
  outcomeDesc?: string
  _outcomeDesc?: Element
  purposeOfEvent?: CodeableConcept[]
  agent: AuditEventAgent[]
  source: AuditEventSource
  entity?: AuditEventEntity[]
}

export interface AuditEventAgent extends BackboneElement {
  type?: CodeableConcept
  role?: CodeableConcept[]
  who?: Reference<'PractitionerRole' | 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'RelatedPerson'>
  altId?: string
  _altId?: Element
  name?: string
  _name?: Element
  requestor: boolean
  _requestor?: Element
  location?: Reference<'Location'>
  policy?: string[]
  _policy?: (Element | null)[]
  media?: Coding
  network?: AuditEventAgentNetwork
  purposeOfUse?: CodeableConcept[]
}

export interface AuditEventAgentNetwork extends BackboneElement {
  address?: string
  _address?: Element
  type?: '1' | '2' | '3' | '4' | '5'
  _type?: Element
}

export interface AuditEventSource extends BackboneElement {
  site?: string
  _site?: Element
  observer: Reference<'PractitionerRole' | 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'RelatedPerson'>
  type?: Coding[]
}

export interface AuditEventEntity extends BackboneElement {
  what?: Reference
  type?: Coding
  role?: Coding
  lifecycle?: Coding
  securityLabel?: Coding[]
  name?: string
  _name?: Element
  description?: string
  _description?: Element
  query?: string
  _query?: Element
  detail?: AuditEventEntityDetail[]
}

export interface AuditEventEntityDetail extends BackboneElement {
  type: string
  _type?: Element
  valueString?: string
  _valueString?: Element
  valueBase64Binary?: string
  _valueBase64Binary?: Element
}

export interface BackboneElement extends Element {
  modifierExtension?: Extension[]
}

export interface Basic extends DomainResource {
  readonly resourceType: 'Basic'
  identifier?: Identifier[]
  code: CodeableConcept
  subject?: Reference
  created?: string
  _created?: Element
  author?: Reference<'Practitioner' | 'PractitionerRole' | 'Patient' | 'RelatedPerson' | 'Organization'>
}

export interface Binary extends Resource {
  readonly resourceType: 'Binary'
  contentType: string
  _contentType?: Element
  securityContext?: Reference
  data?: string
  _data?: Element
}

export interface BiologicallyDerivedProduct extends DomainResource {
  readonly resourceType: 'BiologicallyDerivedProduct'
  identifier?: Identifier[]
  productCategory?: 'organ' | 'tissue' | 'fluid' | 'cells' | 'biologicalAgent'
  _productCategory?: Element
  productCode?: CodeableConcept
  status?: 'available' | 'unavailable'
  _status?: Element
  request?: Reference<'ServiceRequest'>[]
  quantity?: number
  _quantity?: Element
  parent?: Reference<'BiologicallyDerivedProduct'>[]
  collection?: BiologicallyDerivedProductCollection
  processing?: BiologicallyDerivedProductProcessing[]
  manipulation?: BiologicallyDerivedProductManipulation
  storage?: BiologicallyDerivedProductStorage[]
}

export interface BiologicallyDerivedProductCollection extends BackboneElement {
  collector?: Reference<'Practitioner' | 'PractitionerRole'>
  source?: Reference<'Patient' | 'Organization'>
  collectedDateTime?: string
  _collectedDateTime?: Element
  collectedPeriod?: Period
}

export interface BiologicallyDerivedProductProcessing extends BackboneElement {
  description?: string
  _description?: Element
  procedure?: CodeableConcept
  additive?: Reference<'Substance'>
  timeDateTime?: string
  _timeDateTime?: Element
  timePeriod?: Period
}

export interface BiologicallyDerivedProductManipulation extends BackboneElement {
  description?: string
  _description?: Element
  timeDateTime?: string
  _timeDateTime?: Element
  timePeriod?: Period
}

export interface BiologicallyDerivedProductStorage extends BackboneElement {
  description?: string
  _description?: Element
  temperature?: number
  _temperature?: Element
  scale?: 'farenheit' | 'celsius' | 'kelvin'
  _scale?: Element
  duration?: Period
}

export interface BodyStructure extends DomainResource {
  readonly resourceType: 'BodyStructure'
  identifier?: Identifier[]
  active?: boolean
  _active?: Element
  morphology?: CodeableConcept
  location?: CodeableConcept
  locationQualifier?: CodeableConcept[]
  description?: string
  _description?: Element
  image?: Attachment[]
  patient: Reference<'Patient'>
}

export interface Bundle extends Resource {
  readonly resourceType: 'Bundle'
  identifier?: Identifier
  type: 'document' | 'message' | 'transaction' | 'transaction-response' | 'batch' | 'batch-response' | 'history' | 'searchset' | 'collection'
  _type?: Element
  timestamp?: string
  _timestamp?: Element
  total?: number
  _total?: Element
  link?: BundleLink[]
  entry?: BundleEntry[]
  signature?: Signature
}

export interface BundleLink extends BackboneElement {
  relation: string
  _relation?: Element
  url: string
  _url?: Element
}

export interface BundleEntry extends BackboneElement {
  link?: BundleLink[]
  fullUrl?: string
  _fullUrl?: Element
  resource?: Resource
  search?: BundleEntrySearch
  request?: BundleEntryRequest
  response?: BundleEntryResponse
}

export interface BundleEntrySearch extends BackboneElement {
  mode?: 'match' | 'include' | 'outcome'
  _mode?: Element
  score?: number
  _score?: Element
}

export interface BundleEntryRequest extends BackboneElement {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
  _method?: Element
  url: string
  _url?: Element
  ifNoneMatch?: string
  _ifNoneMatch?: Element
  ifModifiedSince?: string
  _ifModifiedSince?: Element
  ifMatch?: string
  _ifMatch?: Element
  ifNoneExist?: string
  _ifNoneExist?: Element
}

export interface BundleEntryResponse extends BackboneElement {
  status: string
  _status?: Element
  location?: string
  _location?: Element
  etag?: string
  _etag?: Element
  lastModified?: string
  _lastModified?: Element
  outcome?: Resource
}

export interface CapabilityStatement extends DomainResource {
  readonly resourceType: 'CapabilityStatement'
  url?: string
  _url?: Element
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  date: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  copyright?: string
  _copyright?: Element
  kind: 'instance' | 'capability' | 'requirements'
  _kind?: Element
  instantiates?: string[]
  _instantiates?: (Element | null)[]
  imports?: string[]
  _imports?: (Element | null)[]
  software?: CapabilityStatementSoftware
  implementation?: CapabilityStatementImplementation
  fhirVersion: '0.01' | '0.05' | '0.06' | '0.11' | '0.0.80' | '0.0.81' | '0.0.82' | '0.4.0' | '0.5.0' | '1.0.0' | '1.0.1' | '1.0.2' | '1.1.0' | '1.4.0' | '1.6.0' | '1.8.0' | '3.0.0' | '3.0.1' | '3.3.0' | '3.5.0' | '4.0.0' | '4.0.1'
  _fhirVersion?: Element
  format: string[]
  _format?: (Element | null)[]
  patchFormat?: string[]
  _patchFormat?: (Element | null)[]
  implementationGuide?: string[]
  _implementationGuide?: (Element | null)[]
  rest?: CapabilityStatementRest[]
  messaging?: CapabilityStatementMessaging[]
  document?: CapabilityStatementDocument[]
}

export interface CapabilityStatementSoftware extends BackboneElement {
  name: string
  _name?: Element
  version?: string
  _version?: Element
  releaseDate?: string
  _releaseDate?: Element
}

export interface CapabilityStatementImplementation extends BackboneElement {
  description: string
  _description?: Element
  url?: string
  _url?: Element
  custodian?: Reference<'Organization'>
}

export interface CapabilityStatementRest extends BackboneElement {
  mode: 'client' | 'server'
  _mode?: Element
  documentation?: string
  _documentation?: Element
  security?: CapabilityStatementRestSecurity
  resource?: CapabilityStatementRestResource[]
  interaction?: CapabilityStatementRestInteraction[]
  searchParam?: CapabilityStatementRestResourceSearchParam[]
  operation?: CapabilityStatementRestResourceOperation[]
  compartment?: string[]
  _compartment?: (Element | null)[]
}

export interface CapabilityStatementRestSecurity extends BackboneElement {
  cors?: boolean
  _cors?: Element
  service?: CodeableConcept[]
  description?: string
  _description?: Element
}

export interface CapabilityStatementRestResource extends BackboneElement {
  type: string
  _type?: Element
  profile?: string
  _profile?: Element
  supportedProfile?: string[]
  _supportedProfile?: (Element | null)[]
  documentation?: string
  _documentation?: Element
  interaction?: CapabilityStatementRestResourceInteraction[]
  versioning?: 'no-version' | 'versioned' | 'versioned-update'
  _versioning?: Element
  readHistory?: boolean
  _readHistory?: Element
  updateCreate?: boolean
  _updateCreate?: Element
  conditionalCreate?: boolean
  _conditionalCreate?: Element
  conditionalRead?: 'not-supported' | 'modified-since' | 'not-match' | 'full-support'
  _conditionalRead?: Element
  conditionalUpdate?: boolean
  _conditionalUpdate?: Element
  conditionalDelete?: 'not-supported' | 'single' | 'multiple'
  _conditionalDelete?: Element
  referencePolicy?: ('literal' | 'logical' | 'resolves' | 'enforced' | 'local')[]
  _referencePolicy?: (Element | null)[]
  searchInclude?: string[]
  _searchInclude?: (Element | null)[]
  searchRevInclude?: string[]
  _searchRevInclude?: (Element | null)[]
  searchParam?: CapabilityStatementRestResourceSearchParam[]
  operation?: CapabilityStatementRestResourceOperation[]
}

export interface CapabilityStatementRestResourceInteraction extends BackboneElement {
  code: 'read' | 'vread' | 'update' | 'patch' | 'delete' | 'history-instance' | 'history-type' | 'create' | 'search-type'
  _code?: Element
  documentation?: string
  _documentation?: Element
}

export interface CapabilityStatementRestResourceSearchParam extends BackboneElement {
  name: string
  _name?: Element
  definition?: string
  _definition?: Element
  type: 'number' | 'date' | 'string' | 'token' | 'reference' | 'composite' | 'quantity' | 'uri' | 'special'
  _type?: Element
  documentation?: string
  _documentation?: Element
}

export interface CapabilityStatementRestResourceOperation extends BackboneElement {
  name: string
  _name?: Element
  definition: string
  _definition?: Element
  documentation?: string
  _documentation?: Element
}

export interface CapabilityStatementRestInteraction extends BackboneElement {
  code: 'transaction' | 'batch' | 'search-system' | 'history-system'
  _code?: Element
  documentation?: string
  _documentation?: Element
}

export interface CapabilityStatementMessaging extends BackboneElement {
  endpoint?: CapabilityStatementMessagingEndpoint[]
  reliableCache?: number
  _reliableCache?: Element
  documentation?: string
  _documentation?: Element
  supportedMessage?: CapabilityStatementMessagingSupportedMessage[]
}

export interface CapabilityStatementMessagingEndpoint extends BackboneElement {
  protocol: Coding
  address: string
  _address?: Element
}

export interface CapabilityStatementMessagingSupportedMessage extends BackboneElement {
  mode: 'sender' | 'receiver'
  _mode?: Element
  definition: string
  _definition?: Element
}

export interface CapabilityStatementDocument extends BackboneElement {
  mode: 'producer' | 'consumer'
  _mode?: Element
  documentation?: string
  _documentation?: Element
  profile: string
  _profile?: Element
}

export interface CarePlan extends DomainResource {
  readonly resourceType: 'CarePlan'
  identifier?: Identifier[]
  instantiatesCanonical?: string[]
  _instantiatesCanonical?: (Element | null)[]
  instantiatesUri?: string[]
  _instantiatesUri?: (Element | null)[]
  basedOn?: Reference<'CarePlan'>[]
  replaces?: Reference<'CarePlan'>[]
  partOf?: Reference<'CarePlan'>[]
  status: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element
  intent: 'proposal' | 'plan' | 'order' | 'option'
  _intent?: Element
  category?: CodeableConcept[]
  title?: string
  _title?: Element
  description?: string
  _description?: Element
  subject: Reference<'Patient' | 'Group'>
  encounter?: Reference<'Encounter'>
  period?: Period
  created?: string
  _created?: Element
  author?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'Device' | 'RelatedPerson' | 'Organization' | 'CareTeam'>
  contributor?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'Device' | 'RelatedPerson' | 'Organization' | 'CareTeam'>[]
  careTeam?: Reference<'CareTeam'>[]
  addresses?: Reference<'Condition'>[]
  supportingInfo?: Reference[]
  goal?: Reference<'Goal'>[]
  activity?: CarePlanActivity[]
  note?: Annotation[]
}

export interface CarePlanActivity extends BackboneElement {
  outcomeCodeableConcept?: CodeableConcept[]
  outcomeReference?: Reference[]
  progress?: Annotation[]
  reference?: Reference<'Appointment' | 'CommunicationRequest' | 'DeviceRequest' | 'MedicationRequest' | 'NutritionOrder' | 'Task' | 'ServiceRequest' | 'VisionPrescription' | 'RequestGroup'>
  detail?: CarePlanActivityDetail
}

export interface CarePlanActivityDetail extends BackboneElement {
  kind?: 'Appointment' | 'CommunicationRequest' | 'DeviceRequest' | 'MedicationRequest' | 'NutritionOrder' | 'Task' | 'ServiceRequest' | 'VisionPrescription'
  _kind?: Element
  instantiatesCanonical?: string[]
  _instantiatesCanonical?: (Element | null)[]
  instantiatesUri?: string[]
  _instantiatesUri?: (Element | null)[]
  code?: CodeableConcept
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[]
  goal?: Reference<'Goal'>[]
  status: 'not-started' | 'scheduled' | 'in-progress' | 'on-hold' | 'completed' | 'cancelled' | 'stopped' | 'unknown' | 'entered-in-error'
  _status?: Element
  statusReason?: CodeableConcept
  doNotPerform?: boolean
  _doNotPerform?: Element
  scheduledTiming?: Timing
  scheduledPeriod?: Period
  scheduledString?: string
  _scheduledString?: Element
  location?: Reference<'Location'>
  performer?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'RelatedPerson' | 'Patient' | 'CareTeam' | 'HealthcareService' | 'Device'>[]
  productCodeableConcept?: CodeableConcept
  productReference?: Reference<'Medication' | 'Substance'>
  dailyAmount?: Quantity
  quantity?: Quantity
  description?: string
  _description?: Element
}

export interface CareTeam extends DomainResource {
  readonly resourceType: 'CareTeam'
  identifier?: Identifier[]
  status?: 'proposed' | 'active' | 'suspended' | 'inactive' | 'entered-in-error'
  _status?: Element
  category?: CodeableConcept[]
  name?: string
  _name?: Element
  subject?: Reference<'Patient' | 'Group'>
  encounter?: Reference<'Encounter'>
  period?: Period
  participant?: CareTeamParticipant[]
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition'>[]
  managingOrganization?: Reference<'Organization'>[]
  telecom?: ContactPoint[]
  note?: Annotation[]
}

export interface CareTeamParticipant extends BackboneElement {
  role?: CodeableConcept[]
  member?: Reference<'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Patient' | 'Organization' | 'CareTeam'>
  onBehalfOf?: Reference<'Organization'>
  period?: Period
}

export interface CatalogEntry extends DomainResource {
  readonly resourceType: 'CatalogEntry'
  identifier?: Identifier[]
  type?: CodeableConcept
  orderable: boolean
  _orderable?: Element
  referencedItem: Reference<'Medication' | 'Device' | 'Organization' | 'Practitioner' | 'PractitionerRole' | 'HealthcareService' | 'ActivityDefinition' | 'PlanDefinition' | 'SpecimenDefinition' | 'ObservationDefinition' | 'Binary'>
  additionalIdentifier?: Identifier[]
  classification?: CodeableConcept[]
  status?: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  validityPeriod?: Period
  validTo?: string
  _validTo?: Element
  lastUpdated?: string
  _lastUpdated?: Element
  additionalCharacteristic?: CodeableConcept[]
  additionalClassification?: CodeableConcept[]
  relatedEntry?: CatalogEntryRelatedEntry[]
}

export interface CatalogEntryRelatedEntry extends BackboneElement {
  relationtype: 'triggers' | 'is-replaced-by'
  _relationtype?: Element
  item: Reference<'CatalogEntry'>
}

export interface ChargeItem extends DomainResource {
  readonly resourceType: 'ChargeItem'
  identifier?: Identifier[]
  definitionUri?: string[]
  _definitionUri?: (Element | null)[]
  definitionCanonical?: string[]
  _definitionCanonical?: (Element | null)[]
  status: 'planned' | 'billable' | 'not-billable' | 'aborted' | 'billed' | 'entered-in-error' | 'unknown'
  _status?: Element
  partOf?: Reference<'ChargeItem'>[]
  code: CodeableConcept
  subject: Reference<'Patient' | 'Group'>
  context?: Reference<'Encounter' | 'EpisodeOfCare'>
  occurrenceDateTime?: string
  _occurrenceDateTime?: Element
  occurrencePeriod?: Period
  occurrenceTiming?: Timing
  performer?: ChargeItemPerformer[]
  performingOrganization?: Reference<'Organization'>
  requestingOrganization?: Reference<'Organization'>
  costCenter?: Reference<'Organization'>
  quantity?: Quantity
  bodysite?: CodeableConcept[]
  factorOverride?: number
  _factorOverride?: Element
  priceOverride?: Money
  overrideReason?: string
  _overrideReason?: Element
  enterer?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'Device' | 'RelatedPerson'>
  enteredDate?: string
  _enteredDate?: Element
  reason?: CodeableConcept[]
  service?: Reference<'DiagnosticReport' | 'ImagingStudy' | 'Immunization' | 'MedicationAdministration' | 'MedicationDispense' | 'Observation' | 'Procedure' | 'SupplyDelivery'>[]
  productReference?: Reference<'Device' | 'Medication' | 'Substance'>
  productCodeableConcept?: CodeableConcept
  account?: Reference<'Account'>[]
  note?: Annotation[]
  supportingInformation?: Reference[]
}

export interface ChargeItemPerformer extends BackboneElement {
  function?: CodeableConcept
  actor: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam' | 'Patient' | 'Device' | 'RelatedPerson'>
}

export interface ChargeItemDefinition extends DomainResource {
  readonly resourceType: 'ChargeItemDefinition'
  url: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  title?: string
  _title?: Element
  derivedFromUri?: string[]
  _derivedFromUri?: (Element | null)[]
  partOf?: string[]
  _partOf?: (Element | null)[]
  replaces?: string[]
  _replaces?: (Element | null)[]
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  copyright?: string
  _copyright?: Element
  approvalDate?: string
  _approvalDate?: Element
  lastReviewDate?: string
  _lastReviewDate?: Element
  effectivePeriod?: Period
  code?: CodeableConcept
  instance?: Reference<'Medication' | 'Substance' | 'Device'>[]
  applicability?: ChargeItemDefinitionApplicability[]
  propertyGroup?: ChargeItemDefinitionPropertyGroup[]
}

export interface ChargeItemDefinitionApplicability extends BackboneElement {
  description?: string
  _description?: Element
  language?: string
  _language?: Element
  expression?: string
  _expression?: Element
}

export interface ChargeItemDefinitionPropertyGroup extends BackboneElement {
  applicability?: ChargeItemDefinitionApplicability[]
  priceComponent?: ChargeItemDefinitionPropertyGroupPriceComponent[]
}

export interface ChargeItemDefinitionPropertyGroupPriceComponent extends BackboneElement {
  type: 'base' | 'surcharge' | 'deduction' | 'discount' | 'tax' | 'informational'
  _type?: Element
  code?: CodeableConcept
  factor?: number
  _factor?: Element
  amount?: Money
}

export interface Claim extends DomainResource {
  readonly resourceType: 'Claim'
  identifier?: Identifier[]
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element
  type: CodeableConcept
  subType?: CodeableConcept
  use: 'claim' | 'preauthorization' | 'predetermination'
  _use?: Element
  patient: Reference<'Patient'>
  billablePeriod?: Period
  created: string
  _created?: Element
  enterer?: Reference<'Practitioner' | 'PractitionerRole'>
  insurer?: Reference<'Organization'>
  provider: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  priority: CodeableConcept
  fundsReserve?: CodeableConcept
  related?: ClaimRelated[]
  prescription?: Reference<'DeviceRequest' | 'MedicationRequest' | 'VisionPrescription'>
  originalPrescription?: Reference<'DeviceRequest' | 'MedicationRequest' | 'VisionPrescription'>
  payee?: ClaimPayee
  referral?: Reference<'ServiceRequest'>
  facility?: Reference<'Location'>
  careTeam?: ClaimCareTeam[]
  supportingInfo?: ClaimSupportingInfo[]
  diagnosis?: ClaimDiagnosis[]
  procedure?: ClaimProcedure[]
  insurance: ClaimInsurance[]
  accident?: ClaimAccident
  item?: ClaimItem[]
  total?: Money
}

export interface ClaimRelated extends BackboneElement {
  claim?: Reference<'Claim'>
  relationship?: CodeableConcept
  reference?: Identifier
}

export interface ClaimPayee extends BackboneElement {
  type: CodeableConcept
  party?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'RelatedPerson'>
}

export interface ClaimCareTeam extends BackboneElement {
  sequence: number
  _sequence?: Element
  provider: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  responsible?: boolean
  _responsible?: Element
  role?: CodeableConcept
  qualification?: CodeableConcept
}

export interface ClaimSupportingInfo extends BackboneElement {
  sequence: number
  _sequence?: Element
  category: CodeableConcept
  code?: CodeableConcept
  timingDate?: string
  _timingDate?: Element
  timingPeriod?: Period
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueString?: string
  _valueString?: Element
  valueQuantity?: Quantity
  valueAttachment?: Attachment
  valueReference?: Reference
  reason?: CodeableConcept
}

export interface ClaimDiagnosis extends BackboneElement {
  sequence: number
  _sequence?: Element
  diagnosisCodeableConcept?: CodeableConcept
  diagnosisReference?: Reference<'Condition'>
  type?: CodeableConcept[]
  onAdmission?: CodeableConcept
  packageCode?: CodeableConcept
}

export interface ClaimProcedure extends BackboneElement {
  sequence: number
  _sequence?: Element
  type?: CodeableConcept[]
  date?: string
  _date?: Element
  procedureCodeableConcept?: CodeableConcept
  procedureReference?: Reference<'Procedure'>
  udi?: Reference<'Device'>[]
}

export interface ClaimInsurance extends BackboneElement {
  sequence: number
  _sequence?: Element
  focal: boolean
  _focal?: Element
  identifier?: Identifier
  coverage: Reference<'Coverage'>
  businessArrangement?: string
  _businessArrangement?: Element
  preAuthRef?: string[]
  _preAuthRef?: (Element | null)[]
  claimResponse?: Reference<'ClaimResponse'>
}

export interface ClaimAccident extends BackboneElement {
  date: string
  _date?: Element
  type?: CodeableConcept
  locationAddress?: Address
  locationReference?: Reference<'Location'>
}

export interface ClaimItem extends BackboneElement {
  sequence: number
  _sequence?: Element
  careTeamSequence?: number[]
  _careTeamSequence?: (Element | null)[]
  diagnosisSequence?: number[]
  _diagnosisSequence?: (Element | null)[]
  procedureSequence?: number[]
  _procedureSequence?: (Element | null)[]
  informationSequence?: number[]
  _informationSequence?: (Element | null)[]
  revenue?: CodeableConcept
  category?: CodeableConcept
  productOrService: CodeableConcept
  modifier?: CodeableConcept[]
  programCode?: CodeableConcept[]
  servicedDate?: string
  _servicedDate?: Element
  servicedPeriod?: Period
  locationCodeableConcept?: CodeableConcept
  locationAddress?: Address
  locationReference?: Reference<'Location'>
  quantity?: Quantity
  unitPrice?: Money
  factor?: number
  _factor?: Element
  net?: Money
  udi?: Reference<'Device'>[]
  bodySite?: CodeableConcept
  subSite?: CodeableConcept[]
  encounter?: Reference<'Encounter'>[]
  detail?: ClaimItemDetail[]
}

export interface ClaimItemDetail extends BackboneElement {
  sequence: number
  _sequence?: Element
  revenue?: CodeableConcept
  category?: CodeableConcept
  productOrService: CodeableConcept
  modifier?: CodeableConcept[]
  programCode?: CodeableConcept[]
  quantity?: Quantity
  unitPrice?: Money
  factor?: number
  _factor?: Element
  net?: Money
  udi?: Reference<'Device'>[]
  subDetail?: ClaimItemDetailSubDetail[]
}

export interface ClaimItemDetailSubDetail extends BackboneElement {
  sequence: number
  _sequence?: Element
  revenue?: CodeableConcept
  category?: CodeableConcept
  productOrService: CodeableConcept
  modifier?: CodeableConcept[]
  programCode?: CodeableConcept[]
  quantity?: Quantity
  unitPrice?: Money
  factor?: number
  _factor?: Element
  net?: Money
  udi?: Reference<'Device'>[]
}

export interface ClaimResponse extends DomainResource {
  readonly resourceType: 'ClaimResponse'
  identifier?: Identifier[]
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element
  type: CodeableConcept
  subType?: CodeableConcept
  use: 'claim' | 'preauthorization' | 'predetermination'
  _use?: Element
  patient: Reference<'Patient'>
  created: string
  _created?: Element
  insurer: Reference<'Organization'>
  requestor?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  request?: Reference<'Claim'>
  outcome: 'queued' | 'complete' | 'error' | 'partial'
  _outcome?: Element
  disposition?: string
  _disposition?: Element
  preAuthRef?: string
  _preAuthRef?: Element
  preAuthPeriod?: Period
  payeeType?: CodeableConcept
  item?: ClaimResponseItem[]
  addItem?: ClaimResponseAddItem[]
  adjudication?: ClaimResponseItemAdjudication[]
  total?: ClaimResponseTotal[]
  payment?: ClaimResponsePayment
  fundsReserve?: CodeableConcept
  formCode?: CodeableConcept
  form?: Attachment
  processNote?: ClaimResponseProcessNote[]
  communicationRequest?: Reference<'CommunicationRequest'>[]
  insurance?: ClaimResponseInsurance[]
  error?: ClaimResponseError[]
}

export interface ClaimResponseItem extends BackboneElement {
  itemSequence: number
  _itemSequence?: Element
  noteNumber?: number[]
  _noteNumber?: (Element | null)[]
  adjudication: ClaimResponseItemAdjudication[]
  detail?: ClaimResponseItemDetail[]
}

export interface ClaimResponseItemAdjudication extends BackboneElement {
  category: CodeableConcept
  reason?: CodeableConcept
  amount?: Money
  value?: number
  _value?: Element
}

export interface ClaimResponseItemDetail extends BackboneElement {
  detailSequence: number
  _detailSequence?: Element
  noteNumber?: number[]
  _noteNumber?: (Element | null)[]
  adjudication: ClaimResponseItemAdjudication[]
  subDetail?: ClaimResponseItemDetailSubDetail[]
}

export interface ClaimResponseItemDetailSubDetail extends BackboneElement {
  subDetailSequence: number
  _subDetailSequence?: Element
  noteNumber?: number[]
  _noteNumber?: (Element | null)[]
  adjudication?: ClaimResponseItemAdjudication[]
}

export interface ClaimResponseAddItem extends BackboneElement {
  itemSequence?: number[]
  _itemSequence?: (Element | null)[]
  detailSequence?: number[]
  _detailSequence?: (Element | null)[]
  subdetailSequence?: number[]
  _subdetailSequence?: (Element | null)[]
  provider?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>[]
  productOrService: CodeableConcept
  modifier?: CodeableConcept[]
  programCode?: CodeableConcept[]
  servicedDate?: string
  _servicedDate?: Element
  servicedPeriod?: Period
  locationCodeableConcept?: CodeableConcept
  locationAddress?: Address
  locationReference?: Reference<'Location'>
  quantity?: Quantity
  unitPrice?: Money
  factor?: number
  _factor?: Element
  net?: Money
  bodySite?: CodeableConcept
  subSite?: CodeableConcept[]
  noteNumber?: number[]
  _noteNumber?: (Element | null)[]
  adjudication: ClaimResponseItemAdjudication[]
  detail?: ClaimResponseAddItemDetail[]
}

export interface ClaimResponseAddItemDetail extends BackboneElement {
  productOrService: CodeableConcept
  modifier?: CodeableConcept[]
  quantity?: Quantity
  unitPrice?: Money
  factor?: number
  _factor?: Element
  net?: Money
  noteNumber?: number[]
  _noteNumber?: (Element | null)[]
  adjudication: ClaimResponseItemAdjudication[]
  subDetail?: ClaimResponseAddItemDetailSubDetail[]
}

export interface ClaimResponseAddItemDetailSubDetail extends BackboneElement {
  productOrService: CodeableConcept
  modifier?: CodeableConcept[]
  quantity?: Quantity
  unitPrice?: Money
  factor?: number
  _factor?: Element
  net?: Money
  noteNumber?: number[]
  _noteNumber?: (Element | null)[]
  adjudication: ClaimResponseItemAdjudication[]
}

export interface ClaimResponseTotal extends BackboneElement {
  category: CodeableConcept
  amount: Money
}

export interface ClaimResponsePayment extends BackboneElement {
  type: CodeableConcept
  adjustment?: Money
  adjustmentReason?: CodeableConcept
  date?: string
  _date?: Element
  amount: Money
  identifier?: Identifier
}

export interface ClaimResponseProcessNote extends BackboneElement {
  number?: number
  _number?: Element
  type?: 'display' | 'print' | 'printoper'
  _type?: Element
  text: string
  _text?: Element
  language?: CodeableConcept
}

export interface ClaimResponseInsurance extends BackboneElement {
  sequence: number
  _sequence?: Element
  focal: boolean
  _focal?: Element
  coverage: Reference<'Coverage'>
  businessArrangement?: string
  _businessArrangement?: Element
  claimResponse?: Reference<'ClaimResponse'>
}

export interface ClaimResponseError extends BackboneElement {
  itemSequence?: number
  _itemSequence?: Element
  detailSequence?: number
  _detailSequence?: Element
  subDetailSequence?: number
  _subDetailSequence?: Element
  code: CodeableConcept
}

export interface ClinicalImpression extends DomainResource {
  readonly resourceType: 'ClinicalImpression'
  identifier?: Identifier[]
  status: 'in-progress' | 'completed' | 'entered-in-error'
  _status?: Element
  statusReason?: CodeableConcept
  code?: CodeableConcept
  description?: string
  _description?: Element
  subject: Reference<'Patient' | 'Group'>
  encounter?: Reference<'Encounter'>
  effectiveDateTime?: string
  _effectiveDateTime?: Element
  effectivePeriod?: Period
  date?: string
  _date?: Element
  assessor?: Reference<'Practitioner' | 'PractitionerRole'>
  previous?: Reference<'ClinicalImpression'>
  problem?: Reference<'Condition' | 'AllergyIntolerance'>[]
  investigation?: ClinicalImpressionInvestigation[]
  protocol?: string[]
  _protocol?: (Element | null)[]
  summary?: string
  _summary?: Element
  finding?: ClinicalImpressionFinding[]
  prognosisCodeableConcept?: CodeableConcept[]
  prognosisReference?: Reference<'RiskAssessment'>[]
  supportingInfo?: Reference[]
  note?: Annotation[]
}

export interface ClinicalImpressionInvestigation extends BackboneElement {
  code: CodeableConcept
  item?: Reference<'Observation' | 'QuestionnaireResponse' | 'FamilyMemberHistory' | 'DiagnosticReport' | 'RiskAssessment' | 'ImagingStudy' | 'Media'>[]
}

export interface ClinicalImpressionFinding extends BackboneElement {
  itemCodeableConcept?: CodeableConcept
  itemReference?: Reference<'Condition' | 'Observation' | 'Media'>
  basis?: string
  _basis?: Element
}

export interface CodeSystem extends DomainResource {
  readonly resourceType: 'CodeSystem'
  url?: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  copyright?: string
  _copyright?: Element
  caseSensitive?: boolean
  _caseSensitive?: Element
  valueSet?: string
  _valueSet?: Element
  hierarchyMeaning?: 'grouped-by' | 'is-a' | 'part-of' | 'classified-with'
  _hierarchyMeaning?: Element
  compositional?: boolean
  _compositional?: Element
  versionNeeded?: boolean
  _versionNeeded?: Element
  content: 'not-present' | 'example' | 'fragment' | 'complete' | 'supplement'
  _content?: Element
  supplements?: string
  _supplements?: Element
  count?: number
  _count?: Element
  filter?: CodeSystemFilter[]
  property?: CodeSystemProperty[]
  concept?: CodeSystemConcept[]
}

export interface CodeSystemFilter extends BackboneElement {
  code: string
  _code?: Element
  description?: string
  _description?: Element
  operator: ('=' | 'is-a' | 'descendent-of' | 'is-not-a' | 'regex' | 'in' | 'not-in' | 'generalizes' | 'exists')[]
  _operator?: (Element | null)[]
  value: string
  _value?: Element
}

export interface CodeSystemProperty extends BackboneElement {
  code: string
  _code?: Element
  uri?: string
  _uri?: Element
  description?: string
  _description?: Element
  type: 'code' | 'Coding' | 'string' | 'integer' | 'boolean' | 'dateTime' | 'decimal'
  _type?: Element
}

export interface CodeSystemConcept extends BackboneElement {
  code: string
  _code?: Element
  display?: string
  _display?: Element
  definition?: string
  _definition?: Element
  designation?: CodeSystemConceptDesignation[]
  property?: CodeSystemConceptProperty[]
  concept?: CodeSystemConcept[]
}

export interface CodeSystemConceptDesignation extends BackboneElement {
  language?: string
  _language?: Element
  use?: Coding
  value: string
  _value?: Element
}

export interface CodeSystemConceptProperty extends BackboneElement {
  code: string
  _code?: Element
  valueCode?: string
  _valueCode?: Element
  valueCoding?: Coding
  valueString?: string
  _valueString?: Element
  valueInteger?: number
  _valueInteger?: Element
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueDateTime?: string
  _valueDateTime?: Element
  valueDecimal?: number
  _valueDecimal?: Element
}

export interface CodeableConcept extends Element {
  coding?: Coding[]
  text?: string
  _text?: Element
}

export interface Coding extends Element {
  system?: string
  _system?: Element
  version?: string
  _version?: Element
  code?: string
  _code?: Element
  display?: string
  _display?: Element
  userSelected?: boolean
  _userSelected?: Element
}

export interface Communication extends DomainResource {
  readonly resourceType: 'Communication'
  identifier?: Identifier[]
  instantiatesCanonical?: string[]
  _instantiatesCanonical?: (Element | null)[]
  instantiatesUri?: string[]
  _instantiatesUri?: (Element | null)[]
  basedOn?: Reference[]
  partOf?: Reference[]
  inResponseTo?: Reference<'Communication'>[]
  status: 'preparation' | 'in-progress' | 'not-done' | 'on-hold' | 'stopped' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element
  statusReason?: CodeableConcept
  category?: CodeableConcept[]
  priority?: 'routine' | 'urgent' | 'asap' | 'stat'
  _priority?: Element
  medium?: CodeableConcept[]
  subject?: Reference<'Patient' | 'Group'>
  topic?: CodeableConcept
  about?: Reference[]
  encounter?: Reference<'Encounter'>
  sent?: string
  _sent?: Element
  received?: string
  _received?: Element
  recipient?: Reference<'Device' | 'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Group' | 'CareTeam' | 'HealthcareService'>[]
  sender?: Reference<'Device' | 'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'HealthcareService'>
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[]
  payload?: CommunicationPayload[]
  note?: Annotation[]
}

export interface CommunicationPayload extends BackboneElement {
  contentString?: string
  _contentString?: Element
  contentAttachment?: Attachment
  contentReference?: Reference
}

export interface CommunicationRequest extends DomainResource {
  readonly resourceType: 'CommunicationRequest'
  identifier?: Identifier[]
  basedOn?: Reference[]
  replaces?: Reference<'CommunicationRequest'>[]
  groupIdentifier?: Identifier
  status: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element
  statusReason?: CodeableConcept
  category?: CodeableConcept[]
  priority?: 'routine' | 'urgent' | 'asap' | 'stat'
  _priority?: Element
  doNotPerform?: boolean
  _doNotPerform?: Element
  medium?: CodeableConcept[]
  subject?: Reference<'Patient' | 'Group'>
  about?: Reference[]
  encounter?: Reference<'Encounter'>
  payload?: CommunicationRequestPayload[]
  occurrenceDateTime?: string
  _occurrenceDateTime?: Element
  occurrencePeriod?: Period
  authoredOn?: string
  _authoredOn?: Element
  requester?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'RelatedPerson' | 'Device'>
  recipient?: Reference<'Device' | 'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Group' | 'CareTeam' | 'HealthcareService'>[]
  sender?: Reference<'Device' | 'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'HealthcareService'>
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[]
  note?: Annotation[]
}

export interface CommunicationRequestPayload extends BackboneElement {
  contentString?: string
  _contentString?: Element
  contentAttachment?: Attachment
  contentReference?: Reference
}

export interface CompartmentDefinition extends DomainResource {
  readonly resourceType: 'CompartmentDefinition'
  url: string
  _url?: Element
  version?: string
  _version?: Element
  name: string
  _name?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  purpose?: string
  _purpose?: Element
  code: 'Patient' | 'Encounter' | 'RelatedPerson' | 'Practitioner' | 'Device'
  _code?: Element
  search: boolean
  _search?: Element
  resource?: CompartmentDefinitionResource[]
}

export interface CompartmentDefinitionResource extends BackboneElement {
  code: string
  _code?: Element
  param?: string[]
  _param?: (Element | null)[]
  documentation?: string
  _documentation?: Element
}

export interface Composition extends DomainResource {
  readonly resourceType: 'Composition'
  identifier?: Identifier
  status: 'preliminary' | 'final' | 'amended' | 'entered-in-error'
  _status?: Element
  type: CodeableConcept
  category?: CodeableConcept[]
  subject?: Reference
  encounter?: Reference<'Encounter'>
  date: string
  _date?: Element
  author: Reference<'Practitioner' | 'PractitionerRole' | 'Device' | 'Patient' | 'RelatedPerson' | 'Organization'>[]
  title: string
  _title?: Element
  confidentiality?: 'U' | 'L' | 'M' | 'N' | 'R' | 'V'
  _confidentiality?: Element
  attester?: CompositionAttester[]
  custodian?: Reference<'Organization'>
  relatesTo?: CompositionRelatesTo[]
  event?: CompositionEvent[]
  section?: CompositionSection[]
}

export interface CompositionAttester extends BackboneElement {
  mode: 'personal' | 'professional' | 'legal' | 'official'
  _mode?: Element
  time?: string
  _time?: Element
  party?: Reference<'Patient' | 'RelatedPerson' | 'Practitioner' | 'PractitionerRole' | 'Organization'>
}

export interface CompositionRelatesTo extends BackboneElement {
  code: 'replaces' | 'transforms' | 'signs' | 'appends'
  _code?: Element
  targetIdentifier?: Identifier
  targetReference?: Reference<'Composition'>
}

export interface CompositionEvent extends BackboneElement {
  code?: CodeableConcept[]
  period?: Period
  detail?: Reference[]
}

export interface CompositionSection extends BackboneElement {
  title?: string
  _title?: Element
  code?: CodeableConcept
  author?: Reference<'Practitioner' | 'PractitionerRole' | 'Device' | 'Patient' | 'RelatedPerson' | 'Organization'>[]
  focus?: Reference
  text?: Narrative
  mode?: 'working' | 'snapshot' | 'changes'
  _mode?: Element
  orderedBy?: CodeableConcept
  entry?: Reference[]
  emptyReason?: CodeableConcept
  section?: CompositionSection[]
}

export interface ConceptMap extends DomainResource {
  readonly resourceType: 'ConceptMap'
  url?: string
  _url?: Element
  identifier?: Identifier
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  copyright?: string
  _copyright?: Element
  sourceUri?: string
  _sourceUri?: Element
  sourceCanonical?: string
  _sourceCanonical?: Element
  targetUri?: string
  _targetUri?: Element
  targetCanonical?: string
  _targetCanonical?: Element
  group?: ConceptMapGroup[]
}

export interface ConceptMapGroup extends BackboneElement {
  source?: string
  _source?: Element
  sourceVersion?: string
  _sourceVersion?: Element
  target?: string
  _target?: Element
  targetVersion?: string
  _targetVersion?: Element
  element: ConceptMapGroupElement[]
  unmapped?: ConceptMapGroupUnmapped
}

export interface ConceptMapGroupElement extends BackboneElement {
  code?: string
  _code?: Element
  display?: string
  _display?: Element
  target?: ConceptMapGroupElementTarget[]
}

export interface ConceptMapGroupElementTarget extends BackboneElement {
  code?: string
  _code?: Element
  display?: string
  _display?: Element
  equivalence: 'relatedto' | 'equivalent' | 'equal' | 'wider' | 'subsumes' | 'narrower' | 'specializes' | 'inexact' | 'unmatched' | 'disjoint'
  _equivalence?: Element
  comment?: string
  _comment?: Element
  dependsOn?: ConceptMapGroupElementTargetDependsOn[]
  product?: ConceptMapGroupElementTargetDependsOn[]
}

export interface ConceptMapGroupElementTargetDependsOn extends BackboneElement {
  property: string
  _property?: Element
  system?: string
  _system?: Element
  value: string
  _value?: Element
  display?: string
  _display?: Element
}

export interface ConceptMapGroupUnmapped extends BackboneElement {
  mode: 'provided' | 'fixed' | 'other-map'
  _mode?: Element
  code?: string
  _code?: Element
  display?: string
  _display?: Element
  url?: string
  _url?: Element
}

export interface Condition extends DomainResource {
  readonly resourceType: 'Condition'
  identifier?: Identifier[]
  clinicalStatus?: CodeableConcept
  verificationStatus?: CodeableConcept
  category?: CodeableConcept[]
  severity?: CodeableConcept
  code?: CodeableConcept
  bodySite?: CodeableConcept[]
  subject: Reference<'Patient' | 'Group'>
  encounter?: Reference<'Encounter'>
  onsetDateTime?: string
  _onsetDateTime?: Element
  onsetAge?: Age
  onsetPeriod?: Period
  onsetRange?: Range
  onsetString?: string
  _onsetString?: Element
  abatementDateTime?: string
  _abatementDateTime?: Element
  abatementAge?: Age
  abatementPeriod?: Period
  abatementRange?: Range
  abatementString?: string
  _abatementString?: Element
  recordedDate?: string
  _recordedDate?: Element
  recorder?: Reference<'Practitioner' | 'PractitionerRole' | 'Patient' | 'RelatedPerson'>
  asserter?: Reference<'Practitioner' | 'PractitionerRole' | 'Patient' | 'RelatedPerson'>
  stage?: ConditionStage[]
  evidence?: ConditionEvidence[]
  note?: Annotation[]
}

export interface ConditionStage extends BackboneElement {
  summary?: CodeableConcept
  assessment?: Reference<'ClinicalImpression' | 'DiagnosticReport' | 'Observation'>[]
  type?: CodeableConcept
}

export interface ConditionEvidence extends BackboneElement {
  code?: CodeableConcept[]
  detail?: Reference[]
}

export interface Consent extends DomainResource {
  readonly resourceType: 'Consent'
  identifier?: Identifier[]
  status: 'draft' | 'proposed' | 'active' | 'rejected' | 'inactive' | 'entered-in-error'
  _status?: Element
  scope: CodeableConcept
  category: CodeableConcept[]
  patient?: Reference<'Patient'>
  dateTime?: string
  _dateTime?: Element
  performer?: Reference<'Organization' | 'Patient' | 'Practitioner' | 'RelatedPerson' | 'PractitionerRole'>[]
  organization?: Reference<'Organization'>[]
  sourceAttachment?: Attachment
  sourceReference?: Reference<'Consent' | 'DocumentReference' | 'Contract' | 'QuestionnaireResponse'>
  policy?: ConsentPolicy[]
  policyRule?: CodeableConcept
  verification?: ConsentVerification[]
  provision?: ConsentProvision
}

export interface ConsentPolicy extends BackboneElement {
  authority?: string
  _authority?: Element
  uri?: string
  _uri?: Element
}

export interface ConsentVerification extends BackboneElement {
  verified: boolean
  _verified?: Element
  verifiedWith?: Reference<'Patient' | 'RelatedPerson'>
  verificationDate?: string
  _verificationDate?: Element
}

export interface ConsentProvision extends BackboneElement {
  type?: 'deny' | 'permit'
  _type?: Element
  period?: Period
  actor?: ConsentProvisionActor[]
  action?: CodeableConcept[]
  securityLabel?: Coding[]
  purpose?: Coding[]
  class?: Coding[]
  code?: CodeableConcept[]
  dataPeriod?: Period
  data?: ConsentProvisionData[]
  provision?: ConsentProvision[]
}

export interface ConsentProvisionActor extends BackboneElement {
  role: CodeableConcept
  reference: Reference<'Device' | 'Group' | 'CareTeam' | 'Organization' | 'Patient' | 'Practitioner' | 'RelatedPerson' | 'PractitionerRole'>
}

export interface ConsentProvisionData extends BackboneElement {
  meaning: 'instance' | 'related' | 'dependents' | 'authoredby'
  _meaning?: Element
  reference: Reference
}

export interface ContactDetail extends Element {
  name?: string
  _name?: Element
  telecom?: ContactPoint[]
}

export interface ContactPoint extends Element {
  system?: 'phone' | 'fax' | 'email' | 'pager' | 'url' | 'sms' | 'other'
  _system?: Element
  value?: string
  _value?: Element
  use?: 'home' | 'work' | 'temp' | 'old' | 'mobile'
  _use?: Element
  rank?: number
  _rank?: Element
  period?: Period
}

export interface Contract extends DomainResource {
  readonly resourceType: 'Contract'
  identifier?: Identifier[]
  url?: string
  _url?: Element
  version?: string
  _version?: Element
  status?: 'amended' | 'appended' | 'cancelled' | 'disputed' | 'entered-in-error' | 'executable' | 'executed' | 'negotiable' | 'offered' | 'policy' | 'rejected' | 'renewed' | 'revoked' | 'resolved' | 'terminated'
  _status?: Element
  legalState?: CodeableConcept
  instantiatesCanonical?: Reference<'Contract'>
  instantiatesUri?: string
  _instantiatesUri?: Element
  contentDerivative?: CodeableConcept
  issued?: string
  _issued?: Element
  applies?: Period
  expirationType?: CodeableConcept
  subject?: Reference[]
  authority?: Reference<'Organization'>[]
  domain?: Reference<'Location'>[]
  site?: Reference<'Location'>[]
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  subtitle?: string
  _subtitle?: Element
  alias?: string[]
  _alias?: (Element | null)[]
  author?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'Organization'>
  scope?: CodeableConcept
  topicCodeableConcept?: CodeableConcept
  topicReference?: Reference
  type?: CodeableConcept
  subType?: CodeableConcept[]
  contentDefinition?: ContractContentDefinition
  term?: ContractTerm[]
  supportingInfo?: Reference[]
  relevantHistory?: Reference<'Provenance'>[]
  signer?: ContractSigner[]
  friendly?: ContractFriendly[]
  legal?: ContractLegal[]
  rule?: ContractRule[]
  legallyBindingAttachment?: Attachment
  legallyBindingReference?: Reference<'Composition' | 'DocumentReference' | 'QuestionnaireResponse' | 'Contract'>
}

export interface ContractContentDefinition extends BackboneElement {
  type: CodeableConcept
  subType?: CodeableConcept
  publisher?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  publicationDate?: string
  _publicationDate?: Element
  publicationStatus: 'amended' | 'appended' | 'cancelled' | 'disputed' | 'entered-in-error' | 'executable' | 'executed' | 'negotiable' | 'offered' | 'policy' | 'rejected' | 'renewed' | 'revoked' | 'resolved' | 'terminated'
  _publicationStatus?: Element
  copyright?: string
  _copyright?: Element
}

export interface ContractTerm extends BackboneElement {
  identifier?: Identifier
  issued?: string
  _issued?: Element
  applies?: Period
  topicCodeableConcept?: CodeableConcept
  topicReference?: Reference
  type?: CodeableConcept
  subType?: CodeableConcept
  text?: string
  _text?: Element
  securityLabel?: ContractTermSecurityLabel[]
  offer: ContractTermOffer
  asset?: ContractTermAsset[]
  action?: ContractTermAction[]
  group?: ContractTerm[]
}

export interface ContractTermSecurityLabel extends BackboneElement {
  number?: number[]
  _number?: (Element | null)[]
  classification: Coding
  category?: Coding[]
  control?: Coding[]
}

export interface ContractTermOffer extends BackboneElement {
  identifier?: Identifier[]
  party?: ContractTermOfferParty[]
  topic?: Reference
  type?: CodeableConcept
  decision?: CodeableConcept
  decisionMode?: CodeableConcept[]
  answer?: ContractTermOfferAnswer[]
  text?: string
  _text?: Element
  linkId?: string[]
  _linkId?: (Element | null)[]
  securityLabelNumber?: number[]
  _securityLabelNumber?: (Element | null)[]
}

export interface ContractTermOfferParty extends BackboneElement {
  reference: Reference<'Patient' | 'RelatedPerson' | 'Practitioner' | 'PractitionerRole' | 'Device' | 'Group' | 'Organization'>[]
  role: CodeableConcept
}

export interface ContractTermOfferAnswer extends BackboneElement {
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueDecimal?: number
  _valueDecimal?: Element
  valueInteger?: number
  _valueInteger?: Element
  valueDate?: string
  _valueDate?: Element
  valueDateTime?: string
  _valueDateTime?: Element
  valueTime?: string
  _valueTime?: Element
  valueString?: string
  _valueString?: Element
  valueUri?: string
  _valueUri?: Element
  valueAttachment?: Attachment
  valueCoding?: Coding
  valueQuantity?: Quantity
  valueReference?: Reference
}

export interface ContractTermAsset extends BackboneElement {
  scope?: CodeableConcept
  type?: CodeableConcept[]
  typeReference?: Reference[]
  subtype?: CodeableConcept[]
  relationship?: Coding
  context?: ContractTermAssetContext[]
  condition?: string
  _condition?: Element
  periodType?: CodeableConcept[]
  period?: Period[]
  usePeriod?: Period[]
  text?: string
  _text?: Element
  linkId?: string[]
  _linkId?: (Element | null)[]
  answer?: ContractTermOfferAnswer[]
  securityLabelNumber?: number[]
  _securityLabelNumber?: (Element | null)[]
  valuedItem?: ContractTermAssetValuedItem[]
}

export interface ContractTermAssetContext extends BackboneElement {
  reference?: Reference
  code?: CodeableConcept[]
  text?: string
  _text?: Element
}

export interface ContractTermAssetValuedItem extends BackboneElement {
  entityCodeableConcept?: CodeableConcept
  entityReference?: Reference
  identifier?: Identifier
  effectiveTime?: string
  _effectiveTime?: Element
  quantity?: Quantity
  unitPrice?: Money
  factor?: number
  _factor?: Element
  points?: number
  _points?: Element
  net?: Money
  payment?: string
  _payment?: Element
  paymentDate?: string
  _paymentDate?: Element
  responsible?: Reference<'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson'>
  recipient?: Reference<'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson'>
  linkId?: string[]
  _linkId?: (Element | null)[]
  securityLabelNumber?: number[]
  _securityLabelNumber?: (Element | null)[]
}

export interface ContractTermAction extends BackboneElement {
  doNotPerform?: boolean
  _doNotPerform?: Element
  type: CodeableConcept
  subject?: ContractTermActionSubject[]
  intent: CodeableConcept
  linkId?: string[]
  _linkId?: (Element | null)[]
  status: CodeableConcept
  context?: Reference<'Encounter' | 'EpisodeOfCare'>
  contextLinkId?: string[]
  _contextLinkId?: (Element | null)[]
  occurrenceDateTime?: string
  _occurrenceDateTime?: Element
  occurrencePeriod?: Period
  occurrenceTiming?: Timing
  requester?: Reference<'Patient' | 'RelatedPerson' | 'Practitioner' | 'PractitionerRole' | 'Device' | 'Group' | 'Organization'>[]
  requesterLinkId?: string[]
  _requesterLinkId?: (Element | null)[]
  performerType?: CodeableConcept[]
  performerRole?: CodeableConcept
  performer?: Reference<'RelatedPerson' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'CareTeam' | 'Device' | 'Substance' | 'Organization' | 'Location'>
  performerLinkId?: string[]
  _performerLinkId?: (Element | null)[]
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference' | 'Questionnaire' | 'QuestionnaireResponse'>[]
  reason?: string[]
  _reason?: (Element | null)[]
  reasonLinkId?: string[]
  _reasonLinkId?: (Element | null)[]
  note?: Annotation[]
  securityLabelNumber?: number[]
  _securityLabelNumber?: (Element | null)[]
}

export interface ContractTermActionSubject extends BackboneElement {
  reference: Reference<'Patient' | 'RelatedPerson' | 'Practitioner' | 'PractitionerRole' | 'Device' | 'Group' | 'Organization'>[]
  role?: CodeableConcept
}

export interface ContractSigner extends BackboneElement {
  type: Coding
  party: Reference<'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson'>
  signature: Signature[]
}

export interface ContractFriendly extends BackboneElement {
  contentAttachment?: Attachment
  contentReference?: Reference<'Composition' | 'DocumentReference' | 'QuestionnaireResponse'>
}

export interface ContractLegal extends BackboneElement {
  contentAttachment?: Attachment
  contentReference?: Reference<'Composition' | 'DocumentReference' | 'QuestionnaireResponse'>
}

export interface ContractRule extends BackboneElement {
  contentAttachment?: Attachment
  contentReference?: Reference<'DocumentReference'>
}

export interface Contributor extends Element {
  type: 'author' | 'editor' | 'reviewer' | 'endorser'
  _type?: Element
  name: string
  _name?: Element
  contact?: ContactDetail[]
}

export interface Count extends Quantity {
}

export interface Coverage extends DomainResource {
  readonly resourceType: 'Coverage'
  identifier?: Identifier[]
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element
  type?: CodeableConcept
  policyHolder?: Reference<'Patient' | 'RelatedPerson' | 'Organization'>
  subscriber?: Reference<'Patient' | 'RelatedPerson'>
  subscriberId?: string
  _subscriberId?: Element
  beneficiary: Reference<'Patient'>
  dependent?: string
  _dependent?: Element
  relationship?: CodeableConcept
  period?: Period
  payor: Reference<'Organization' | 'Patient' | 'RelatedPerson'>[]
  class?: CoverageClass[]
  order?: number
  _order?: Element
  network?: string
  _network?: Element
  costToBeneficiary?: CoverageCostToBeneficiary[]
  subrogation?: boolean
  _subrogation?: Element
  contract?: Reference<'Contract'>[]
}

export interface CoverageClass extends BackboneElement {
  type: CodeableConcept
  value: string
  _value?: Element
  name?: string
  _name?: Element
}

export interface CoverageCostToBeneficiary extends BackboneElement {
  type?: CodeableConcept
  valueQuantity?: Quantity
  valueMoney?: Money
  exception?: CoverageCostToBeneficiaryException[]
}

export interface CoverageCostToBeneficiaryException extends BackboneElement {
  type: CodeableConcept
  period?: Period
}

export interface CoverageEligibilityRequest extends DomainResource {
  readonly resourceType: 'CoverageEligibilityRequest'
  identifier?: Identifier[]
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element
  priority?: CodeableConcept
  purpose: ('auth-requirements' | 'benefits' | 'discovery' | 'validation')[]
  _purpose?: (Element | null)[]
  patient: Reference<'Patient'>
  servicedDate?: string
  _servicedDate?: Element
  servicedPeriod?: Period
  created: string
  _created?: Element
  enterer?: Reference<'Practitioner' | 'PractitionerRole'>
  provider?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  insurer: Reference<'Organization'>
  facility?: Reference<'Location'>
  supportingInfo?: CoverageEligibilityRequestSupportingInfo[]
  insurance?: CoverageEligibilityRequestInsurance[]
  item?: CoverageEligibilityRequestItem[]
}

export interface CoverageEligibilityRequestSupportingInfo extends BackboneElement {
  sequence: number
  _sequence?: Element
  information: Reference
  appliesToAll?: boolean
  _appliesToAll?: Element
}

export interface CoverageEligibilityRequestInsurance extends BackboneElement {
  focal?: boolean
  _focal?: Element
  coverage: Reference<'Coverage'>
  businessArrangement?: string
  _businessArrangement?: Element
}

export interface CoverageEligibilityRequestItem extends BackboneElement {
  supportingInfoSequence?: number[]
  _supportingInfoSequence?: (Element | null)[]
  category?: CodeableConcept
  productOrService?: CodeableConcept
  modifier?: CodeableConcept[]
  provider?: Reference<'Practitioner' | 'PractitionerRole'>
  quantity?: Quantity
  unitPrice?: Money
  facility?: Reference<'Location' | 'Organization'>
  diagnosis?: CoverageEligibilityRequestItemDiagnosis[]
  detail?: Reference[]
}

export interface CoverageEligibilityRequestItemDiagnosis extends BackboneElement {
  diagnosisCodeableConcept?: CodeableConcept
  diagnosisReference?: Reference<'Condition'>
}

export interface CoverageEligibilityResponse extends DomainResource {
  readonly resourceType: 'CoverageEligibilityResponse'
  identifier?: Identifier[]
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element
  purpose: ('auth-requirements' | 'benefits' | 'discovery' | 'validation')[]
  _purpose?: (Element | null)[]
  patient: Reference<'Patient'>
  servicedDate?: string
  _servicedDate?: Element
  servicedPeriod?: Period
  created: string
  _created?: Element
  requestor?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  request: Reference<'CoverageEligibilityRequest'>
  outcome: 'queued' | 'complete' | 'error' | 'partial'
  _outcome?: Element
  disposition?: string
  _disposition?: Element
  insurer: Reference<'Organization'>
  insurance?: CoverageEligibilityResponseInsurance[]
  preAuthRef?: string
  _preAuthRef?: Element
  form?: CodeableConcept
  error?: CoverageEligibilityResponseError[]
}

export interface CoverageEligibilityResponseInsurance extends BackboneElement {
  coverage: Reference<'Coverage'>
  inforce?: boolean
  _inforce?: Element
  benefitPeriod?: Period
  item?: CoverageEligibilityResponseInsuranceItem[]
}

export interface CoverageEligibilityResponseInsuranceItem extends BackboneElement {
  category?: CodeableConcept
  productOrService?: CodeableConcept
  modifier?: CodeableConcept[]
  provider?: Reference<'Practitioner' | 'PractitionerRole'>
  excluded?: boolean
  _excluded?: Element
  name?: string
  _name?: Element
  description?: string
  _description?: Element
  network?: CodeableConcept
  unit?: CodeableConcept
  term?: CodeableConcept
  benefit?: CoverageEligibilityResponseInsuranceItemBenefit[]
  authorizationRequired?: boolean
  _authorizationRequired?: Element
  authorizationSupporting?: CodeableConcept[]
  authorizationUrl?: string
  _authorizationUrl?: Element
}

export interface CoverageEligibilityResponseInsuranceItemBenefit extends BackboneElement {
  type: CodeableConcept
  allowedUnsignedInt?: number
  _allowedUnsignedInt?: Element
  allowedString?: string
  _allowedString?: Element
  allowedMoney?: Money
  usedUnsignedInt?: number
  _usedUnsignedInt?: Element
  usedString?: string
  _usedString?: Element
  usedMoney?: Money
}

export interface CoverageEligibilityResponseError extends BackboneElement {
  code: CodeableConcept
}

export interface DataRequirement extends Element {
  type: string
  _type?: Element
  profile?: string[]
  _profile?: (Element | null)[]
  subjectCodeableConcept?: CodeableConcept
  subjectReference?: Reference<'Group'>
  mustSupport?: string[]
  _mustSupport?: (Element | null)[]
  codeFilter?: DataRequirementCodeFilter[]
  dateFilter?: DataRequirementDateFilter[]
  limit?: number
  _limit?: Element
  sort?: DataRequirementSort[]
}

export interface DataRequirementCodeFilter extends Element {
  path?: string
  _path?: Element
  searchParam?: string
  _searchParam?: Element
  valueSet?: string
  _valueSet?: Element
  code?: Coding[]
}

export interface DataRequirementDateFilter extends Element {
  path?: string
  _path?: Element
  searchParam?: string
  _searchParam?: Element
  valueDateTime?: string
  _valueDateTime?: Element
  valuePeriod?: Period
  valueDuration?: Duration
}

export interface DataRequirementSort extends Element {
  path: string
  _path?: Element
  direction: 'ascending' | 'descending'
  _direction?: Element
}

export interface DetectedIssue extends DomainResource {
  readonly resourceType: 'DetectedIssue'
  identifier?: Identifier[]
  status: 'registered' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'cancelled' | 'entered-in-error' | 'unknown'
  _status?: Element
  code?: CodeableConcept
  severity?: 'high' | 'moderate' | 'low'
  _severity?: Element
  patient?: Reference<'Patient'>
  identifiedDateTime?: string
  _identifiedDateTime?: Element
  identifiedPeriod?: Period
  author?: Reference<'Practitioner' | 'PractitionerRole' | 'Device'>
  implicated?: Reference[]
  evidence?: DetectedIssueEvidence[]
  detail?: string
  _detail?: Element
  reference?: string
  _reference?: Element
  mitigation?: DetectedIssueMitigation[]
}

export interface DetectedIssueEvidence extends BackboneElement {
  code?: CodeableConcept[]
  detail?: Reference[]
}

export interface DetectedIssueMitigation extends BackboneElement {
  action: CodeableConcept
  date?: string
  _date?: Element
  author?: Reference<'Practitioner' | 'PractitionerRole'>
}

export interface Device extends DomainResource {
  readonly resourceType: 'Device'
  identifier?: Identifier[]
  definition?: Reference<'DeviceDefinition'>
  udiCarrier?: DeviceUdiCarrier[]
  status?: 'active' | 'inactive' | 'entered-in-error' | 'unknown'
  _status?: Element
  statusReason?: CodeableConcept[]
  distinctIdentifier?: string
  _distinctIdentifier?: Element
  manufacturer?: string
  _manufacturer?: Element
  manufactureDate?: string
  _manufactureDate?: Element
  expirationDate?: string
  _expirationDate?: Element
  lotNumber?: string
  _lotNumber?: Element
  serialNumber?: string
  _serialNumber?: Element
  deviceName?: DeviceDeviceName[]
  modelNumber?: string
  _modelNumber?: Element
  partNumber?: string
  _partNumber?: Element
  type?: CodeableConcept
  specialization?: DeviceSpecialization[]
  version?: DeviceVersion[]
  property?: DeviceProperty[]
  patient?: Reference<'Patient'>
  owner?: Reference<'Organization'>
  contact?: ContactPoint[]
  location?: Reference<'Location'>
  url?: string
  _url?: Element
  note?: Annotation[]
  safety?: CodeableConcept[]
  parent?: Reference<'Device'>
}

export interface DeviceUdiCarrier extends BackboneElement {
  deviceIdentifier?: string
  _deviceIdentifier?: Element
  issuer?: string
  _issuer?: Element
  jurisdiction?: string
  _jurisdiction?: Element
  carrierAIDC?: string
  _carrierAIDC?: Element
  carrierHRF?: string
  _carrierHRF?: Element
  entryType?: 'barcode' | 'rfid' | 'manual' | 'card' | 'self-reported' | 'unknown'
  _entryType?: Element
}

export interface DeviceDeviceName extends BackboneElement {
  name: string
  _name?: Element
  type: 'udi-label-name' | 'user-friendly-name' | 'patient-reported-name' | 'manufacturer-name' | 'model-name' | 'other'
  _type?: Element
}

export interface DeviceSpecialization extends BackboneElement {
  systemType: CodeableConcept
  version?: string
  _version?: Element
}

export interface DeviceVersion extends BackboneElement {
  type?: CodeableConcept
  component?: Identifier
  value: string
  _value?: Element
}

export interface DeviceProperty extends BackboneElement {
  type: CodeableConcept
  valueQuantity?: Quantity[]
  valueCode?: CodeableConcept[]
}

export interface DeviceDefinition extends DomainResource {
  readonly resourceType: 'DeviceDefinition'
  identifier?: Identifier[]
  udiDeviceIdentifier?: DeviceDefinitionUdiDeviceIdentifier[]
  manufacturerString?: string
  _manufacturerString?: Element
  manufacturerReference?: Reference<'Organization'>
  deviceName?: DeviceDefinitionDeviceName[]
  modelNumber?: string
  _modelNumber?: Element
  type?: CodeableConcept
  specialization?: DeviceDefinitionSpecialization[]
  version?: string[]
  _version?: (Element | null)[]
  safety?: CodeableConcept[]
  shelfLifeStorage?: ProductShelfLife[]
  physicalCharacteristics?: ProdCharacteristic
  languageCode?: CodeableConcept[]
  capability?: DeviceDefinitionCapability[]
  property?: DeviceDefinitionProperty[]
  owner?: Reference<'Organization'>
  contact?: ContactPoint[]
  url?: string
  _url?: Element
  onlineInformation?: string
  _onlineInformation?: Element
  note?: Annotation[]
  quantity?: Quantity
  parentDevice?: Reference<'DeviceDefinition'>
  material?: DeviceDefinitionMaterial[]
}

export interface DeviceDefinitionUdiDeviceIdentifier extends BackboneElement {
  deviceIdentifier: string
  _deviceIdentifier?: Element
  issuer: string
  _issuer?: Element
  jurisdiction: string
  _jurisdiction?: Element
}

export interface DeviceDefinitionDeviceName extends BackboneElement {
  name: string
  _name?: Element
  type: 'udi-label-name' | 'user-friendly-name' | 'patient-reported-name' | 'manufacturer-name' | 'model-name' | 'other'
  _type?: Element
}

export interface DeviceDefinitionSpecialization extends BackboneElement {
  systemType: string
  _systemType?: Element
  version?: string
  _version?: Element
}

export interface DeviceDefinitionCapability extends BackboneElement {
  type: CodeableConcept
  description?: CodeableConcept[]
}

export interface DeviceDefinitionProperty extends BackboneElement {
  type: CodeableConcept
  valueQuantity?: Quantity[]
  valueCode?: CodeableConcept[]
}

export interface DeviceDefinitionMaterial extends BackboneElement {
  substance: CodeableConcept
  alternate?: boolean
  _alternate?: Element
  allergenicIndicator?: boolean
  _allergenicIndicator?: Element
}

export interface DeviceMetric extends DomainResource {
  readonly resourceType: 'DeviceMetric'
  identifier?: Identifier[]
  type: CodeableConcept
  unit?: CodeableConcept
  source?: Reference<'Device'>
  parent?: Reference<'Device'>
  operationalStatus?: 'on' | 'off' | 'standby' | 'entered-in-error'
  _operationalStatus?: Element
  color?: 'black' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'white'
  _color?: Element
  category: 'measurement' | 'setting' | 'calculation' | 'unspecified'
  _category?: Element
  measurementPeriod?: Timing
  calibration?: DeviceMetricCalibration[]
}

export interface DeviceMetricCalibration extends BackboneElement {
  type?: 'unspecified' | 'offset' | 'gain' | 'two-point'
  _type?: Element
  state?: 'not-calibrated' | 'calibration-required' | 'calibrated' | 'unspecified'
  _state?: Element
  time?: string
  _time?: Element
}

export interface DeviceRequest extends DomainResource {
  readonly resourceType: 'DeviceRequest'
  identifier?: Identifier[]
  instantiatesCanonical?: string[]
  _instantiatesCanonical?: (Element | null)[]
  instantiatesUri?: string[]
  _instantiatesUri?: (Element | null)[]
  basedOn?: Reference[]
  priorRequest?: Reference[]
  groupIdentifier?: Identifier
  status?: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element
  intent: 'proposal' | 'plan' | 'directive' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'
  _intent?: Element
  priority?: 'routine' | 'urgent' | 'asap' | 'stat'
  _priority?: Element
  codeReference?: Reference<'Device'>
  codeCodeableConcept?: CodeableConcept
  parameter?: DeviceRequestParameter[]
  subject: Reference<'Patient' | 'Group' | 'Location' | 'Device'>
  encounter?: Reference<'Encounter'>
  occurrenceDateTime?: string
  _occurrenceDateTime?: Element
  occurrencePeriod?: Period
  occurrenceTiming?: Timing
  authoredOn?: string
  _authoredOn?: Element
  requester?: Reference<'Device' | 'Practitioner' | 'PractitionerRole' | 'Organization'>
  performerType?: CodeableConcept
  performer?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam' | 'HealthcareService' | 'Patient' | 'Device' | 'RelatedPerson'>
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[]
  insurance?: Reference<'Coverage' | 'ClaimResponse'>[]
  supportingInfo?: Reference[]
  note?: Annotation[]
  relevantHistory?: Reference<'Provenance'>[]
}

export interface DeviceRequestParameter extends BackboneElement {
  code?: CodeableConcept
  valueCodeableConcept?: CodeableConcept
  valueQuantity?: Quantity
  valueRange?: Range
  valueBoolean?: boolean
  _valueBoolean?: Element
}

export interface DeviceUseStatement extends DomainResource {
  readonly resourceType: 'DeviceUseStatement'
  identifier?: Identifier[]
  basedOn?: Reference<'ServiceRequest'>[]
  status: 'active' | 'completed' | 'entered-in-error' | 'intended' | 'stopped' | 'on-hold'
  _status?: Element
  subject: Reference<'Patient' | 'Group'>
  derivedFrom?: Reference<'ServiceRequest' | 'Procedure' | 'Claim' | 'Observation' | 'QuestionnaireResponse' | 'DocumentReference'>[]
  timingTiming?: Timing
  timingPeriod?: Period
  timingDateTime?: string
  _timingDateTime?: Element
  recordedOn?: string
  _recordedOn?: Element
  source?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson'>
  device: Reference<'Device'>
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference' | 'Media'>[]
  bodySite?: CodeableConcept
  note?: Annotation[]
}

export interface DiagnosticReport extends DomainResource {
  readonly resourceType: 'DiagnosticReport'
  identifier?: Identifier[]
  basedOn?: Reference<'CarePlan' | 'ImmunizationRecommendation' | 'MedicationRequest' | 'NutritionOrder' | 'ServiceRequest'>[]
  status: 'registered' | 'partial' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'appended' | 'cancelled' | 'entered-in-error' | 'unknown'
  _status?: Element
  category?: CodeableConcept[]
  code: CodeableConcept
  subject?: Reference<'Patient' | 'Group' | 'Device' | 'Location'>
  encounter?: Reference<'Encounter'>
  effectiveDateTime?: string
  _effectiveDateTime?: Element
  effectivePeriod?: Period
  issued?: string
  _issued?: Element
  performer?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam'>[]
  resultsInterpreter?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam'>[]
  specimen?: Reference<'Specimen'>[]
  result?: Reference<'Observation'>[]
  imagingStudy?: Reference<'ImagingStudy'>[]
  media?: DiagnosticReportMedia[]
  conclusion?: string
  _conclusion?: Element
  conclusionCode?: CodeableConcept[]
  presentedForm?: Attachment[]
}

export interface DiagnosticReportMedia extends BackboneElement {
  comment?: string
  _comment?: Element
  link: Reference<'Media'>
}

export interface Distance extends Quantity {
}

export interface DocumentManifest extends DomainResource {
  readonly resourceType: 'DocumentManifest'
  masterIdentifier?: Identifier
  identifier?: Identifier[]
  status: 'current' | 'superseded' | 'entered-in-error'
  _status?: Element
  type?: CodeableConcept
  subject?: Reference<'Patient' | 'Practitioner' | 'Group' | 'Device'>
  created?: string
  _created?: Element
  author?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Device' | 'Patient' | 'RelatedPerson'>[]
  recipient?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Organization'>[]
  source?: string
  _source?: Element
  description?: string
  _description?: Element
  content: Reference[]
  related?: DocumentManifestRelated[]
}

export interface DocumentManifestRelated extends BackboneElement {
  identifier?: Identifier
  ref?: Reference
}

export interface DocumentReference extends DomainResource {
  readonly resourceType: 'DocumentReference'
  masterIdentifier?: Identifier
  identifier?: Identifier[]
  status: 'current' | 'superseded' | 'entered-in-error'
  _status?: Element
  docStatus?: 'preliminary' | 'final' | 'amended' | 'entered-in-error'
  _docStatus?: Element
  type?: CodeableConcept
  category?: CodeableConcept[]
  subject?: Reference<'Patient' | 'Practitioner' | 'Group' | 'Device'>
  date?: string
  _date?: Element
  author?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Device' | 'Patient' | 'RelatedPerson'>[]
  authenticator?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  custodian?: Reference<'Organization'>
  relatesTo?: DocumentReferenceRelatesTo[]
  description?: string
  _description?: Element
  securityLabel?: CodeableConcept[]
  content: DocumentReferenceContent[]
  context?: DocumentReferenceContext
}

export interface DocumentReferenceRelatesTo extends BackboneElement {
  code: 'replaces' | 'transforms' | 'signs' | 'appends'
  _code?: Element
  target: Reference<'DocumentReference'>
}

export interface DocumentReferenceContent extends BackboneElement {
  attachment: Attachment
  format?: Coding
}

export interface DocumentReferenceContext extends BackboneElement {
  encounter?: Reference<'Encounter' | 'EpisodeOfCare'>[]
  event?: CodeableConcept[]
  period?: Period
  facilityType?: CodeableConcept
  practiceSetting?: CodeableConcept
  sourcePatientInfo?: Reference<'Patient'>
  related?: Reference[]
}

export interface DomainResource extends Resource {
  text?: Narrative
  contained?: Resource[]
  extension?: Extension[]
  modifierExtension?: Extension[]
}

export interface Dosage extends BackboneElement {
  sequence?: number
  _sequence?: Element
  text?: string
  _text?: Element
  additionalInstruction?: CodeableConcept[]
  patientInstruction?: string
  _patientInstruction?: Element
  timing?: Timing
  asNeededBoolean?: boolean
  _asNeededBoolean?: Element
  asNeededCodeableConcept?: CodeableConcept
  site?: CodeableConcept
  route?: CodeableConcept
  method?: CodeableConcept
  doseAndRate?: DosageDoseAndRate[]
  maxDosePerPeriod?: Ratio
  maxDosePerAdministration?: Quantity
  maxDosePerLifetime?: Quantity
}

export interface DosageDoseAndRate extends Element {
  type?: CodeableConcept
  doseRange?: Range
  doseQuantity?: Quantity
  rateRatio?: Ratio
  rateRange?: Range
  rateQuantity?: Quantity
}

export interface Duration extends Quantity {
}

export interface EffectEvidenceSynthesis extends DomainResource {
  readonly resourceType: 'EffectEvidenceSynthesis'
  url?: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  note?: Annotation[]
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  copyright?: string
  _copyright?: Element
  approvalDate?: string
  _approvalDate?: Element
  lastReviewDate?: string
  _lastReviewDate?: Element
  effectivePeriod?: Period
  topic?: CodeableConcept[]
  author?: ContactDetail[]
  editor?: ContactDetail[]
  reviewer?: ContactDetail[]
  endorser?: ContactDetail[]
  relatedArtifact?: RelatedArtifact[]
  synthesisType?: CodeableConcept
  studyType?: CodeableConcept
  population: Reference<'EvidenceVariable'>
  exposure: Reference<'EvidenceVariable'>
  exposureAlternative: Reference<'EvidenceVariable'>
  outcome: Reference<'EvidenceVariable'>
  sampleSize?: EffectEvidenceSynthesisSampleSize
  resultsByExposure?: EffectEvidenceSynthesisResultsByExposure[]
  effectEstimate?: EffectEvidenceSynthesisEffectEstimate[]
  certainty?: EffectEvidenceSynthesisCertainty[]
}

export interface EffectEvidenceSynthesisSampleSize extends BackboneElement {
  description?: string
  _description?: Element
  numberOfStudies?: number
  _numberOfStudies?: Element
  numberOfParticipants?: number
  _numberOfParticipants?: Element
}

export interface EffectEvidenceSynthesisResultsByExposure extends BackboneElement {
  description?: string
  _description?: Element
  exposureState?: 'exposure' | 'exposure-alternative'
  _exposureState?: Element
  variantState?: CodeableConcept
  riskEvidenceSynthesis: Reference<'RiskEvidenceSynthesis'>
}

export interface EffectEvidenceSynthesisEffectEstimate extends BackboneElement {
  description?: string
  _description?: Element
  type?: CodeableConcept
  variantState?: CodeableConcept
  value?: number
  _value?: Element
  unitOfMeasure?: CodeableConcept
  precisionEstimate?: EffectEvidenceSynthesisEffectEstimatePrecisionEstimate[]
}

export interface EffectEvidenceSynthesisEffectEstimatePrecisionEstimate extends BackboneElement {
  type?: CodeableConcept
  level?: number
  _level?: Element
  from?: number
  _from?: Element
  to?: number
  _to?: Element
}

export interface EffectEvidenceSynthesisCertainty extends BackboneElement {
  rating?: CodeableConcept[]
  note?: Annotation[]
  certaintySubcomponent?: EffectEvidenceSynthesisCertaintyCertaintySubcomponent[]
}

export interface EffectEvidenceSynthesisCertaintyCertaintySubcomponent extends BackboneElement {
  type?: CodeableConcept
  rating?: CodeableConcept[]
  note?: Annotation[]
}

export interface Element {
  id?: string
  extension?: Extension[]
}

export interface ElementDefinition extends BackboneElement {
  path: string
  _path?: Element
  representation?: ('xmlAttr' | 'xmlText' | 'typeAttr' | 'cdaText' | 'xhtml')[]
  _representation?: (Element | null)[]
  sliceName?: string
  _sliceName?: Element
  sliceIsConstraining?: boolean
  _sliceIsConstraining?: Element
  label?: string
  _label?: Element
  code?: Coding[]
  slicing?: ElementDefinitionSlicing
  short?: string
  _short?: Element
  definition?: string
  _definition?: Element
  comment?: string
  _comment?: Element
  requirements?: string
  _requirements?: Element
  alias?: string[]
  _alias?: (Element | null)[]
  min?: number
  _min?: Element
  max?: string
  _max?: Element
  base?: ElementDefinitionBase
  contentReference?: string
  _contentReference?: Element
  type?: ElementDefinitionType[]
  defaultValueBase64Binary?: string
  _defaultValueBase64Binary?: Element
  defaultValueBoolean?: boolean
  _defaultValueBoolean?: Element
  defaultValueCanonical?: string
  _defaultValueCanonical?: Element
  defaultValueCode?: string
  _defaultValueCode?: Element
  defaultValueDate?: string
  _defaultValueDate?: Element
  defaultValueDateTime?: string
  _defaultValueDateTime?: Element
  defaultValueDecimal?: number
  _defaultValueDecimal?: Element
  defaultValueId?: string
  _defaultValueId?: Element
  defaultValueInstant?: string
  _defaultValueInstant?: Element
  defaultValueInteger?: number
  _defaultValueInteger?: Element
  defaultValueMarkdown?: string
  _defaultValueMarkdown?: Element
  defaultValueOid?: string
  _defaultValueOid?: Element
  defaultValuePositiveInt?: number
  _defaultValuePositiveInt?: Element
  defaultValueString?: string
  _defaultValueString?: Element
  defaultValueTime?: string
  _defaultValueTime?: Element
  defaultValueUnsignedInt?: number
  _defaultValueUnsignedInt?: Element
  defaultValueUri?: string
  _defaultValueUri?: Element
  defaultValueUrl?: string
  _defaultValueUrl?: Element
  defaultValueUuid?: string
  _defaultValueUuid?: Element
  defaultValueAddress?: Address
  defaultValueAge?: Age
  defaultValueAnnotation?: Annotation
  defaultValueAttachment?: Attachment
  defaultValueCodeableConcept?: CodeableConcept
  defaultValueCoding?: Coding
  defaultValueContactPoint?: ContactPoint
  defaultValueCount?: Count
  defaultValueDistance?: Distance
  defaultValueDuration?: Duration
  defaultValueHumanName?: HumanName
  defaultValueIdentifier?: Identifier
  defaultValueMoney?: Money
  defaultValuePeriod?: Period
  defaultValueQuantity?: Quantity
  defaultValueRange?: Range
  defaultValueRatio?: Ratio
  defaultValueReference?: Reference
  defaultValueSampledData?: SampledData
  defaultValueSignature?: Signature
  defaultValueTiming?: Timing
  defaultValueContactDetail?: ContactDetail
  defaultValueContributor?: Contributor
  defaultValueDataRequirement?: DataRequirement
  defaultValueExpression?: Expression
  defaultValueParameterDefinition?: ParameterDefinition
  defaultValueRelatedArtifact?: RelatedArtifact
  defaultValueTriggerDefinition?: TriggerDefinition
  defaultValueUsageContext?: UsageContext
  defaultValueDosage?: Dosage
  defaultValueMeta?: Meta
  meaningWhenMissing?: string
  _meaningWhenMissing?: Element
  orderMeaning?: string
  _orderMeaning?: Element
  fixedBase64Binary?: string
  _fixedBase64Binary?: Element
  fixedBoolean?: boolean
  _fixedBoolean?: Element
  fixedCanonical?: string
  _fixedCanonical?: Element
  fixedCode?: string
  _fixedCode?: Element
  fixedDate?: string
  _fixedDate?: Element
  fixedDateTime?: string
  _fixedDateTime?: Element
  fixedDecimal?: number
  _fixedDecimal?: Element
  fixedId?: string
  _fixedId?: Element
  fixedInstant?: string
  _fixedInstant?: Element
  fixedInteger?: number
  _fixedInteger?: Element
  fixedMarkdown?: string
  _fixedMarkdown?: Element
  fixedOid?: string
  _fixedOid?: Element
  fixedPositiveInt?: number
  _fixedPositiveInt?: Element
  fixedString?: string
  _fixedString?: Element
  fixedTime?: string
  _fixedTime?: Element
  fixedUnsignedInt?: number
  _fixedUnsignedInt?: Element
  fixedUri?: string
  _fixedUri?: Element
  fixedUrl?: string
  _fixedUrl?: Element
  fixedUuid?: string
  _fixedUuid?: Element
  fixedAddress?: Address
  fixedAge?: Age
  fixedAnnotation?: Annotation
  fixedAttachment?: Attachment
  fixedCodeableConcept?: CodeableConcept
  fixedCoding?: Coding
  fixedContactPoint?: ContactPoint
  fixedCount?: Count
  fixedDistance?: Distance
  fixedDuration?: Duration
  fixedHumanName?: HumanName
  fixedIdentifier?: Identifier
  fixedMoney?: Money
  fixedPeriod?: Period
  fixedQuantity?: Quantity
  fixedRange?: Range
  fixedRatio?: Ratio
  fixedReference?: Reference
  fixedSampledData?: SampledData
  fixedSignature?: Signature
  fixedTiming?: Timing
  fixedContactDetail?: ContactDetail
  fixedContributor?: Contributor
  fixedDataRequirement?: DataRequirement
  fixedExpression?: Expression
  fixedParameterDefinition?: ParameterDefinition
  fixedRelatedArtifact?: RelatedArtifact
  fixedTriggerDefinition?: TriggerDefinition
  fixedUsageContext?: UsageContext
  fixedDosage?: Dosage
  fixedMeta?: Meta
  patternBase64Binary?: string
  _patternBase64Binary?: Element
  patternBoolean?: boolean
  _patternBoolean?: Element
  patternCanonical?: string
  _patternCanonical?: Element
  patternCode?: string
  _patternCode?: Element
  patternDate?: string
  _patternDate?: Element
  patternDateTime?: string
  _patternDateTime?: Element
  patternDecimal?: number
  _patternDecimal?: Element
  patternId?: string
  _patternId?: Element
  patternInstant?: string
  _patternInstant?: Element
  patternInteger?: number
  _patternInteger?: Element
  patternMarkdown?: string
  _patternMarkdown?: Element
  patternOid?: string
  _patternOid?: Element
  patternPositiveInt?: number
  _patternPositiveInt?: Element
  patternString?: string
  _patternString?: Element
  patternTime?: string
  _patternTime?: Element
  patternUnsignedInt?: number
  _patternUnsignedInt?: Element
  patternUri?: string
  _patternUri?: Element
  patternUrl?: string
  _patternUrl?: Element
  patternUuid?: string
  _patternUuid?: Element
  patternAddress?: Address
  patternAge?: Age
  patternAnnotation?: Annotation
  patternAttachment?: Attachment
  patternCodeableConcept?: CodeableConcept
  patternCoding?: Coding
  patternContactPoint?: ContactPoint
  patternCount?: Count
  patternDistance?: Distance
  patternDuration?: Duration
  patternHumanName?: HumanName
  patternIdentifier?: Identifier
  patternMoney?: Money
  patternPeriod?: Period
  patternQuantity?: Quantity
  patternRange?: Range
  patternRatio?: Ratio
  patternReference?: Reference
  patternSampledData?: SampledData
  patternSignature?: Signature
  patternTiming?: Timing
  patternContactDetail?: ContactDetail
  patternContributor?: Contributor
  patternDataRequirement?: DataRequirement
  patternExpression?: Expression
  patternParameterDefinition?: ParameterDefinition
  patternRelatedArtifact?: RelatedArtifact
  patternTriggerDefinition?: TriggerDefinition
  patternUsageContext?: UsageContext
  patternDosage?: Dosage
  patternMeta?: Meta
  example?: ElementDefinitionExample[]
  minValueDate?: string
  _minValueDate?: Element
  minValueDateTime?: string
  _minValueDateTime?: Element
  minValueInstant?: string
  _minValueInstant?: Element
  minValueTime?: string
  _minValueTime?: Element
  minValueDecimal?: number
  _minValueDecimal?: Element
  minValueInteger?: number
  _minValueInteger?: Element
  minValuePositiveInt?: number
  _minValuePositiveInt?: Element
  minValueUnsignedInt?: number
  _minValueUnsignedInt?: Element
  minValueQuantity?: Quantity
  maxValueDate?: string
  _maxValueDate?: Element
  maxValueDateTime?: string
  _maxValueDateTime?: Element
  maxValueInstant?: string
  _maxValueInstant?: Element
  maxValueTime?: string
  _maxValueTime?: Element
  maxValueDecimal?: number
  _maxValueDecimal?: Element
  maxValueInteger?: number
  _maxValueInteger?: Element
  maxValuePositiveInt?: number
  _maxValuePositiveInt?: Element
  maxValueUnsignedInt?: number
  _maxValueUnsignedInt?: Element
  maxValueQuantity?: Quantity
  maxLength?: number
  _maxLength?: Element
  condition?: string[]
  _condition?: (Element | null)[]
  constraint?: ElementDefinitionConstraint[]
  mustSupport?: boolean
  _mustSupport?: Element
  isModifier?: boolean
  _isModifier?: Element
  isModifierReason?: string
  _isModifierReason?: Element
  isSummary?: boolean
  _isSummary?: Element
  binding?: ElementDefinitionBinding
  mapping?: ElementDefinitionMapping[]
}

export interface ElementDefinitionSlicing extends Element {
  discriminator?: ElementDefinitionSlicingDiscriminator[]
  description?: string
  _description?: Element
  ordered?: boolean
  _ordered?: Element
  rules: 'closed' | 'open' | 'openAtEnd'
  _rules?: Element
}

export interface ElementDefinitionSlicingDiscriminator extends Element {
  type: 'value' | 'exists' | 'pattern' | 'type' | 'profile'
  _type?: Element
  path: string
  _path?: Element
}

export interface ElementDefinitionBase extends Element {
  path: string
  _path?: Element
  min: number
  _min?: Element
  max: string
  _max?: Element
}

export interface ElementDefinitionType extends Element {
  code: string
  _code?: Element
  profile?: string[]
  _profile?: (Element | null)[]
  targetProfile?: string[]
  _targetProfile?: (Element | null)[]
  aggregation?: ('contained' | 'referenced' | 'bundled')[]
  _aggregation?: (Element | null)[]
  versioning?: 'either' | 'independent' | 'specific'
  _versioning?: Element
}

export interface ElementDefinitionExample extends Element {
  label: string
  _label?: Element
  valueBase64Binary?: string
  _valueBase64Binary?: Element
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueCanonical?: string
  _valueCanonical?: Element
  valueCode?: string
  _valueCode?: Element
  valueDate?: string
  _valueDate?: Element
  valueDateTime?: string
  _valueDateTime?: Element
  valueDecimal?: number
  _valueDecimal?: Element
  valueId?: string
  _valueId?: Element
  valueInstant?: string
  _valueInstant?: Element
  valueInteger?: number
  _valueInteger?: Element
  valueMarkdown?: string
  _valueMarkdown?: Element
  valueOid?: string
  _valueOid?: Element
  valuePositiveInt?: number
  _valuePositiveInt?: Element
  valueString?: string
  _valueString?: Element
  valueTime?: string
  _valueTime?: Element
  valueUnsignedInt?: number
  _valueUnsignedInt?: Element
  valueUri?: string
  _valueUri?: Element
  valueUrl?: string
  _valueUrl?: Element
  valueUuid?: string
  _valueUuid?: Element
  valueAddress?: Address
  valueAge?: Age
  valueAnnotation?: Annotation
  valueAttachment?: Attachment
  valueCodeableConcept?: CodeableConcept
  valueCoding?: Coding
  valueContactPoint?: ContactPoint
  valueCount?: Count
  valueDistance?: Distance
  valueDuration?: Duration
  valueHumanName?: HumanName
  valueIdentifier?: Identifier
  valueMoney?: Money
  valuePeriod?: Period
  valueQuantity?: Quantity
  valueRange?: Range
  valueRatio?: Ratio
  valueReference?: Reference
  valueSampledData?: SampledData
  valueSignature?: Signature
  valueTiming?: Timing
  valueContactDetail?: ContactDetail
  valueContributor?: Contributor
  valueDataRequirement?: DataRequirement
  valueExpression?: Expression
  valueParameterDefinition?: ParameterDefinition
  valueRelatedArtifact?: RelatedArtifact
  valueTriggerDefinition?: TriggerDefinition
  valueUsageContext?: UsageContext
  valueDosage?: Dosage
  valueMeta?: Meta
}

export interface ElementDefinitionConstraint extends Element {
  key: string
  _key?: Element
  requirements?: string
  _requirements?: Element
  severity: 'error' | 'warning'
  _severity?: Element
  human: string
  _human?: Element
  expression?: string
  _expression?: Element
  xpath?: string
  _xpath?: Element
  source?: string
  _source?: Element
}

export interface ElementDefinitionBinding extends Element {
  strength: 'required' | 'extensible' | 'preferred' | 'example'
  _strength?: Element
  description?: string
  _description?: Element
  valueSet?: string
  _valueSet?: Element
}

export interface ElementDefinitionMapping extends Element {
  identity: string
  _identity?: Element
  language?: string
  _language?: Element
  map: string
  _map?: Element
  comment?: string
  _comment?: Element
}

export interface Encounter extends DomainResource {
  readonly resourceType: 'Encounter'
  identifier?: Identifier[]
  status: 'planned' | 'arrived' | 'triaged' | 'in-progress' | 'onleave' | 'finished' | 'cancelled' | 'entered-in-error' | 'unknown'
  _status?: Element
  statusHistory?: EncounterStatusHistory[]
  class: Coding
  classHistory?: EncounterClassHistory[]
  type?: CodeableConcept[]
  serviceType?: CodeableConcept
  priority?: CodeableConcept
  subject?: Reference<'Patient' | 'Group'>
  episodeOfCare?: Reference<'EpisodeOfCare'>[]
  basedOn?: Reference<'ServiceRequest'>[]
  participant?: EncounterParticipant[]
  appointment?: Reference<'Appointment'>[]
  period?: Period
  length?: Duration
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Procedure' | 'Observation' | 'ImmunizationRecommendation'>[]
  diagnosis?: EncounterDiagnosis[]
  account?: Reference<'Account'>[]
  hospitalization?: EncounterHospitalization
  location?: EncounterLocation[]
  serviceProvider?: Reference<'Organization'>
  partOf?: Reference<'Encounter'>
}

export interface EncounterStatusHistory extends BackboneElement {
  status: 'planned' | 'arrived' | 'triaged' | 'in-progress' | 'onleave' | 'finished' | 'cancelled' | 'entered-in-error' | 'unknown'
  _status?: Element
  period: Period
}

export interface EncounterClassHistory extends BackboneElement {
  class: Coding
  period: Period
}

export interface EncounterParticipant extends BackboneElement {
  type?: CodeableConcept[]
  period?: Period
  individual?: Reference<'Practitioner' | 'PractitionerRole' | 'RelatedPerson'>
}

export interface EncounterDiagnosis extends BackboneElement {
  condition: Reference<'Condition' | 'Procedure'>
  use?: CodeableConcept
  rank?: number
  _rank?: Element
}

export interface EncounterHospitalization extends BackboneElement {
  preAdmissionIdentifier?: Identifier
  origin?: Reference<'Location' | 'Organization'>
  admitSource?: CodeableConcept
  reAdmission?: CodeableConcept
  dietPreference?: CodeableConcept[]
  specialCourtesy?: CodeableConcept[]
  specialArrangement?: CodeableConcept[]
  destination?: Reference<'Location' | 'Organization'>
  dischargeDisposition?: CodeableConcept
}

export interface EncounterLocation extends BackboneElement {
  location: Reference<'Location'>
  status?: 'planned' | 'active' | 'reserved' | 'completed'
  _status?: Element
  physicalType?: CodeableConcept
  period?: Period
}

export interface Endpoint extends DomainResource {
  readonly resourceType: 'Endpoint'
  identifier?: Identifier[]
  status: 'active' | 'suspended' | 'error' | 'off' | 'entered-in-error' | 'test'
  _status?: Element
  connectionType: Coding
  name?: string
  _name?: Element
  managingOrganization?: Reference<'Organization'>
  contact?: ContactPoint[]
  period?: Period
  payloadType: CodeableConcept[]
  payloadMimeType?: string[]
  _payloadMimeType?: (Element | null)[]
  address: string
  _address?: Element
  header?: string[]
  _header?: (Element | null)[]
}

export interface EnrollmentRequest extends DomainResource {
  readonly resourceType: 'EnrollmentRequest'
  identifier?: Identifier[]
  status?: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element
  created?: string
  _created?: Element
  insurer?: Reference<'Organization'>
  provider?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  candidate?: Reference<'Patient'>
  coverage?: Reference<'Coverage'>
}

export interface EnrollmentResponse extends DomainResource {
  readonly resourceType: 'EnrollmentResponse'
  identifier?: Identifier[]
  status?: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element
  request?: Reference<'EnrollmentRequest'>
  outcome?: 'queued' | 'complete' | 'error' | 'partial'
  _outcome?: Element
  disposition?: string
  _disposition?: Element
  created?: string
  _created?: Element
  organization?: Reference<'Organization'>
  requestProvider?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
}

export interface EpisodeOfCare extends DomainResource {
  readonly resourceType: 'EpisodeOfCare'
  identifier?: Identifier[]
  status: 'planned' | 'waitlist' | 'active' | 'onhold' | 'finished' | 'cancelled' | 'entered-in-error'
  _status?: Element
  statusHistory?: EpisodeOfCareStatusHistory[]
  type?: CodeableConcept[]
  diagnosis?: EpisodeOfCareDiagnosis[]
  patient: Reference<'Patient'>
  managingOrganization?: Reference<'Organization'>
  period?: Period
  referralRequest?: Reference<'ServiceRequest'>[]
  careManager?: Reference<'Practitioner' | 'PractitionerRole'>
  team?: Reference<'CareTeam'>[]
  account?: Reference<'Account'>[]
}

export interface EpisodeOfCareStatusHistory extends BackboneElement {
  status: 'planned' | 'waitlist' | 'active' | 'onhold' | 'finished' | 'cancelled' | 'entered-in-error'
  _status?: Element
  period: Period
}

export interface EpisodeOfCareDiagnosis extends BackboneElement {
  condition: Reference<'Condition'>
  role?: CodeableConcept
  rank?: number
  _rank?: Element
}

export interface EventDefinition extends DomainResource {
  readonly resourceType: 'EventDefinition'
  url?: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  subtitle?: string
  _subtitle?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  subjectCodeableConcept?: CodeableConcept
  subjectReference?: Reference<'Group'>
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  usage?: string
  _usage?: Element
  copyright?: string
  _copyright?: Element
  approvalDate?: string
  _approvalDate?: Element
  lastReviewDate?: string
  _lastReviewDate?: Element
  effectivePeriod?: Period
  topic?: CodeableConcept[]
  author?: ContactDetail[]
  editor?: ContactDetail[]
  reviewer?: ContactDetail[]
  endorser?: ContactDetail[]
  relatedArtifact?: RelatedArtifact[]
  trigger: TriggerDefinition[]
}

export interface Evidence extends DomainResource {
  readonly resourceType: 'Evidence'
  url?: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  shortTitle?: string
  _shortTitle?: Element
  subtitle?: string
  _subtitle?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  note?: Annotation[]
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  copyright?: string
  _copyright?: Element
  approvalDate?: string
  _approvalDate?: Element
  lastReviewDate?: string
  _lastReviewDate?: Element
  effectivePeriod?: Period
  topic?: CodeableConcept[]
  author?: ContactDetail[]
  editor?: ContactDetail[]
  reviewer?: ContactDetail[]
  endorser?: ContactDetail[]
  relatedArtifact?: RelatedArtifact[]
  exposureBackground: Reference<'EvidenceVariable'>
  exposureVariant?: Reference<'EvidenceVariable'>[]
  outcome?: Reference<'EvidenceVariable'>[]
}

export interface EvidenceVariable extends DomainResource {
  readonly resourceType: 'EvidenceVariable'
  url?: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  shortTitle?: string
  _shortTitle?: Element
  subtitle?: string
  _subtitle?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  note?: Annotation[]
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  copyright?: string
  _copyright?: Element
  approvalDate?: string
  _approvalDate?: Element
  lastReviewDate?: string
  _lastReviewDate?: Element
  effectivePeriod?: Period
  topic?: CodeableConcept[]
  author?: ContactDetail[]
  editor?: ContactDetail[]
  reviewer?: ContactDetail[]
  endorser?: ContactDetail[]
  relatedArtifact?: RelatedArtifact[]
  type?: 'dichotomous' | 'continuous' | 'descriptive'
  _type?: Element
  characteristic: EvidenceVariableCharacteristic[]
}

export interface EvidenceVariableCharacteristic extends BackboneElement {
  description?: string
  _description?: Element
  definitionReference?: Reference<'Group'>
  definitionCanonical?: string
  _definitionCanonical?: Element
  definitionCodeableConcept?: CodeableConcept
  definitionExpression?: Expression
  definitionDataRequirement?: DataRequirement
  definitionTriggerDefinition?: TriggerDefinition
  usageContext?: UsageContext[]
  exclude?: boolean
  _exclude?: Element
  participantEffectiveDateTime?: string
  _participantEffectiveDateTime?: Element
  participantEffectivePeriod?: Period
  participantEffectiveDuration?: Duration
  participantEffectiveTiming?: Timing
  timeFromStart?: Duration
  groupMeasure?: 'mean' | 'median' | 'mean-of-mean' | 'mean-of-median' | 'median-of-mean' | 'median-of-median'
  _groupMeasure?: Element
}

export interface ExampleScenario extends DomainResource {
  readonly resourceType: 'ExampleScenario'
  url?: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  copyright?: string
  _copyright?: Element
  purpose?: string
  _purpose?: Element
  actor?: ExampleScenarioActor[]
  instance?: ExampleScenarioInstance[]
  process?: ExampleScenarioProcess[]
  workflow?: string[]
  _workflow?: (Element | null)[]
}

export interface ExampleScenarioActor extends BackboneElement {
  actorId: string
  _actorId?: Element
  type: 'person' | 'entity'
  _type?: Element
  name?: string
  _name?: Element
  description?: string
  _description?: Element
}

export interface ExampleScenarioInstance extends BackboneElement {
  resourceId: string
  _resourceId?: Element
  resourceType: string
  _resourceType?: Element
  name?: string
  _name?: Element
  description?: string
  _description?: Element
  version?: ExampleScenarioInstanceVersion[]
  containedInstance?: ExampleScenarioInstanceContainedInstance[]
}

export interface ExampleScenarioInstanceVersion extends BackboneElement {
  versionId: string
  _versionId?: Element
  description: string
  _description?: Element
}

export interface ExampleScenarioInstanceContainedInstance extends BackboneElement {
  resourceId: string
  _resourceId?: Element
  versionId?: string
  _versionId?: Element
}

export interface ExampleScenarioProcess extends BackboneElement {
  title: string
  _title?: Element
  description?: string
  _description?: Element
  preConditions?: string
  _preConditions?: Element
  postConditions?: string
  _postConditions?: Element
  step?: ExampleScenarioProcessStep[]
}

export interface ExampleScenarioProcessStep extends BackboneElement {
  process?: ExampleScenarioProcess[]
  pause?: boolean
  _pause?: Element
  operation?: ExampleScenarioProcessStepOperation
  alternative?: ExampleScenarioProcessStepAlternative[]
}

export interface ExampleScenarioProcessStepOperation extends BackboneElement {
  number: string
  _number?: Element
  type?: string
  _type?: Element
  name?: string
  _name?: Element
  initiator?: string
  _initiator?: Element
  receiver?: string
  _receiver?: Element
  description?: string
  _description?: Element
  initiatorActive?: boolean
  _initiatorActive?: Element
  receiverActive?: boolean
  _receiverActive?: Element
  request?: ExampleScenarioInstanceContainedInstance
  response?: ExampleScenarioInstanceContainedInstance
}

export interface ExampleScenarioProcessStepAlternative extends BackboneElement {
  title: string
  _title?: Element
  description?: string
  _description?: Element
  step?: ExampleScenarioProcessStep[]
}

export interface ExplanationOfBenefit extends DomainResource {
  readonly resourceType: 'ExplanationOfBenefit'
  identifier?: Identifier[]
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element
  type: CodeableConcept
  subType?: CodeableConcept
  use: 'claim' | 'preauthorization' | 'predetermination'
  _use?: Element
  patient: Reference<'Patient'>
  billablePeriod?: Period
  created: string
  _created?: Element
  enterer?: Reference<'Practitioner' | 'PractitionerRole'>
  insurer: Reference<'Organization'>
  provider: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  priority?: CodeableConcept
  fundsReserveRequested?: CodeableConcept
  fundsReserve?: CodeableConcept
  related?: ExplanationOfBenefitRelated[]
  prescription?: Reference<'MedicationRequest' | 'VisionPrescription'>
  originalPrescription?: Reference<'MedicationRequest'>
  payee?: ExplanationOfBenefitPayee
  referral?: Reference<'ServiceRequest'>
  facility?: Reference<'Location'>
  claim?: Reference<'Claim'>
  claimResponse?: Reference<'ClaimResponse'>
  outcome: 'queued' | 'complete' | 'error' | 'partial'
  _outcome?: Element
  disposition?: string
  _disposition?: Element
  preAuthRef?: string[]
  _preAuthRef?: (Element | null)[]
  preAuthRefPeriod?: Period[]
  careTeam?: ExplanationOfBenefitCareTeam[]
  supportingInfo?: ExplanationOfBenefitSupportingInfo[]
  diagnosis?: ExplanationOfBenefitDiagnosis[]
  procedure?: ExplanationOfBenefitProcedure[]
  precedence?: number
  _precedence?: Element
  insurance: ExplanationOfBenefitInsurance[]
  accident?: ExplanationOfBenefitAccident
  item?: ExplanationOfBenefitItem[]
  addItem?: ExplanationOfBenefitAddItem[]
  adjudication?: ExplanationOfBenefitItemAdjudication[]
  total?: ExplanationOfBenefitTotal[]
  payment?: ExplanationOfBenefitPayment
  formCode?: CodeableConcept
  form?: Attachment
  processNote?: ExplanationOfBenefitProcessNote[]
  benefitPeriod?: Period
  benefitBalance?: ExplanationOfBenefitBenefitBalance[]
}

export interface ExplanationOfBenefitRelated extends BackboneElement {
  claim?: Reference<'Claim'>
  relationship?: CodeableConcept
  reference?: Identifier
}

export interface ExplanationOfBenefitPayee extends BackboneElement {
  type?: CodeableConcept
  party?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'RelatedPerson'>
}

export interface ExplanationOfBenefitCareTeam extends BackboneElement {
  sequence: number
  _sequence?: Element
  provider: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  responsible?: boolean
  _responsible?: Element
  role?: CodeableConcept
  qualification?: CodeableConcept
}

export interface ExplanationOfBenefitSupportingInfo extends BackboneElement {
  sequence: number
  _sequence?: Element
  category: CodeableConcept
  code?: CodeableConcept
  timingDate?: string
  _timingDate?: Element
  timingPeriod?: Period
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueString?: string
  _valueString?: Element
  valueQuantity?: Quantity
  valueAttachment?: Attachment
  valueReference?: Reference
  reason?: Coding
}

export interface ExplanationOfBenefitDiagnosis extends BackboneElement {
  sequence: number
  _sequence?: Element
  diagnosisCodeableConcept?: CodeableConcept
  diagnosisReference?: Reference<'Condition'>
  type?: CodeableConcept[]
  onAdmission?: CodeableConcept
  packageCode?: CodeableConcept
}

export interface ExplanationOfBenefitProcedure extends BackboneElement {
  sequence: number
  _sequence?: Element
  type?: CodeableConcept[]
  date?: string
  _date?: Element
  procedureCodeableConcept?: CodeableConcept
  procedureReference?: Reference<'Procedure'>
  udi?: Reference<'Device'>[]
}

export interface ExplanationOfBenefitInsurance extends BackboneElement {
  focal: boolean
  _focal?: Element
  coverage: Reference<'Coverage'>
  preAuthRef?: string[]
  _preAuthRef?: (Element | null)[]
}

export interface ExplanationOfBenefitAccident extends BackboneElement {
  date?: string
  _date?: Element
  type?: CodeableConcept
  locationAddress?: Address
  locationReference?: Reference<'Location'>
}

export interface ExplanationOfBenefitItem extends BackboneElement {
  sequence: number
  _sequence?: Element
  careTeamSequence?: number[]
  _careTeamSequence?: (Element | null)[]
  diagnosisSequence?: number[]
  _diagnosisSequence?: (Element | null)[]
  procedureSequence?: number[]
  _procedureSequence?: (Element | null)[]
  informationSequence?: number[]
  _informationSequence?: (Element | null)[]
  revenue?: CodeableConcept
  category?: CodeableConcept
  productOrService: CodeableConcept
  modifier?: CodeableConcept[]
  programCode?: CodeableConcept[]
  servicedDate?: string
  _servicedDate?: Element
  servicedPeriod?: Period
  locationCodeableConcept?: CodeableConcept
  locationAddress?: Address
  locationReference?: Reference<'Location'>
  quantity?: Quantity
  unitPrice?: Money
  factor?: number
  _factor?: Element
  net?: Money
  udi?: Reference<'Device'>[]
  bodySite?: CodeableConcept
  subSite?: CodeableConcept[]
  encounter?: Reference<'Encounter'>[]
  noteNumber?: number[]
  _noteNumber?: (Element | null)[]
  adjudication?: ExplanationOfBenefitItemAdjudication[]
  detail?: ExplanationOfBenefitItemDetail[]
}

export interface ExplanationOfBenefitItemAdjudication extends BackboneElement {
  category: CodeableConcept
  reason?: CodeableConcept
  amount?: Money
  value?: number
  _value?: Element
}

export interface ExplanationOfBenefitItemDetail extends BackboneElement {
  sequence: number
  _sequence?: Element
  revenue?: CodeableConcept
  category?: CodeableConcept
  productOrService: CodeableConcept
  modifier?: CodeableConcept[]
  programCode?: CodeableConcept[]
  quantity?: Quantity
  unitPrice?: Money
  factor?: number
  _factor?: Element
  net?: Money
  udi?: Reference<'Device'>[]
  noteNumber?: number[]
  _noteNumber?: (Element | null)[]
  adjudication?: ExplanationOfBenefitItemAdjudication[]
  subDetail?: ExplanationOfBenefitItemDetailSubDetail[]
}

export interface ExplanationOfBenefitItemDetailSubDetail extends BackboneElement {
  sequence: number
  _sequence?: Element
  revenue?: CodeableConcept
  category?: CodeableConcept
  productOrService: CodeableConcept
  modifier?: CodeableConcept[]
  programCode?: CodeableConcept[]
  quantity?: Quantity
  unitPrice?: Money
  factor?: number
  _factor?: Element
  net?: Money
  udi?: Reference<'Device'>[]
  noteNumber?: number[]
  _noteNumber?: (Element | null)[]
  adjudication?: ExplanationOfBenefitItemAdjudication[]
}

export interface ExplanationOfBenefitAddItem extends BackboneElement {
  itemSequence?: number[]
  _itemSequence?: (Element | null)[]
  detailSequence?: number[]
  _detailSequence?: (Element | null)[]
  subDetailSequence?: number[]
  _subDetailSequence?: (Element | null)[]
  provider?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>[]
  productOrService: CodeableConcept
  modifier?: CodeableConcept[]
  programCode?: CodeableConcept[]
  servicedDate?: string
  _servicedDate?: Element
  servicedPeriod?: Period
  locationCodeableConcept?: CodeableConcept
  locationAddress?: Address
  locationReference?: Reference<'Location'>
  quantity?: Quantity
  unitPrice?: Money
  factor?: number
  _factor?: Element
  net?: Money
  bodySite?: CodeableConcept
  subSite?: CodeableConcept[]
  noteNumber?: number[]
  _noteNumber?: (Element | null)[]
  adjudication?: ExplanationOfBenefitItemAdjudication[]
  detail?: ExplanationOfBenefitAddItemDetail[]
}

export interface ExplanationOfBenefitAddItemDetail extends BackboneElement {
  productOrService: CodeableConcept
  modifier?: CodeableConcept[]
  quantity?: Quantity
  unitPrice?: Money
  factor?: number
  _factor?: Element
  net?: Money
  noteNumber?: number[]
  _noteNumber?: (Element | null)[]
  adjudication?: ExplanationOfBenefitItemAdjudication[]
  subDetail?: ExplanationOfBenefitAddItemDetailSubDetail[]
}

export interface ExplanationOfBenefitAddItemDetailSubDetail extends BackboneElement {
  productOrService: CodeableConcept
  modifier?: CodeableConcept[]
  quantity?: Quantity
  unitPrice?: Money
  factor?: number
  _factor?: Element
  net?: Money
  noteNumber?: number[]
  _noteNumber?: (Element | null)[]
  adjudication?: ExplanationOfBenefitItemAdjudication[]
}

export interface ExplanationOfBenefitTotal extends BackboneElement {
  category: CodeableConcept
  amount: Money
}

export interface ExplanationOfBenefitPayment extends BackboneElement {
  type?: CodeableConcept
  adjustment?: Money
  adjustmentReason?: CodeableConcept
  date?: string
  _date?: Element
  amount?: Money
  identifier?: Identifier
}

export interface ExplanationOfBenefitProcessNote extends BackboneElement {
  number?: number
  _number?: Element
  type?: 'display' | 'print' | 'printoper'
  _type?: Element
  text?: string
  _text?: Element
  language?: CodeableConcept
}

export interface ExplanationOfBenefitBenefitBalance extends BackboneElement {
  category: CodeableConcept
  excluded?: boolean
  _excluded?: Element
  name?: string
  _name?: Element
  description?: string
  _description?: Element
  network?: CodeableConcept
  unit?: CodeableConcept
  term?: CodeableConcept
  financial?: ExplanationOfBenefitBenefitBalanceFinancial[]
}

export interface ExplanationOfBenefitBenefitBalanceFinancial extends BackboneElement {
  type: CodeableConcept
  allowedUnsignedInt?: number
  _allowedUnsignedInt?: Element
  allowedString?: string
  _allowedString?: Element
  allowedMoney?: Money
  usedUnsignedInt?: number
  _usedUnsignedInt?: Element
  usedMoney?: Money
}

export interface Expression extends Element {
  description?: string
  _description?: Element
  name?: string
  _name?: Element
  language: string
  _language?: Element
  expression?: string
  _expression?: Element
  reference?: string
  _reference?: Element
}

export interface Extension extends Element {
  url: string
  _url?: Element
  valueBase64Binary?: string
  _valueBase64Binary?: Element
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueCanonical?: string
  _valueCanonical?: Element
  valueCode?: string
  _valueCode?: Element
  valueDate?: string
  _valueDate?: Element
  valueDateTime?: string
  _valueDateTime?: Element
  valueDecimal?: number
  _valueDecimal?: Element
  valueId?: string
  _valueId?: Element
  valueInstant?: string
  _valueInstant?: Element
  valueInteger?: number
  _valueInteger?: Element
  valueMarkdown?: string
  _valueMarkdown?: Element
  valueOid?: string
  _valueOid?: Element
  valuePositiveInt?: number
  _valuePositiveInt?: Element
  valueString?: string
  _valueString?: Element
  valueTime?: string
  _valueTime?: Element
  valueUnsignedInt?: number
  _valueUnsignedInt?: Element
  valueUri?: string
  _valueUri?: Element
  valueUrl?: string
  _valueUrl?: Element
  valueUuid?: string
  _valueUuid?: Element
  valueAddress?: Address
  valueAge?: Age
  valueAnnotation?: Annotation
  valueAttachment?: Attachment
  valueCodeableConcept?: CodeableConcept
  valueCoding?: Coding
  valueContactPoint?: ContactPoint
  valueCount?: Count
  valueDistance?: Distance
  valueDuration?: Duration
  valueHumanName?: HumanName
  valueIdentifier?: Identifier
  valueMoney?: Money
  valuePeriod?: Period
  valueQuantity?: Quantity
  valueRange?: Range
  valueRatio?: Ratio
  valueReference?: Reference
  valueSampledData?: SampledData
  valueSignature?: Signature
  valueTiming?: Timing
  valueContactDetail?: ContactDetail
  valueContributor?: Contributor
  valueDataRequirement?: DataRequirement
  valueExpression?: Expression
  valueParameterDefinition?: ParameterDefinition
  valueRelatedArtifact?: RelatedArtifact
  valueTriggerDefinition?: TriggerDefinition
  valueUsageContext?: UsageContext
  valueDosage?: Dosage
  valueMeta?: Meta
}

export interface FamilyMemberHistory extends DomainResource {
  readonly resourceType: 'FamilyMemberHistory'
  identifier?: Identifier[]
  instantiatesCanonical?: string[]
  _instantiatesCanonical?: (Element | null)[]
  instantiatesUri?: string[]
  _instantiatesUri?: (Element | null)[]
  status: 'partial' | 'completed' | 'entered-in-error' | 'health-unknown'
  _status?: Element
  dataAbsentReason?: CodeableConcept
  patient: Reference<'Patient'>
  date?: string
  _date?: Element
  name?: string
  _name?: Element
  relationship: CodeableConcept
  sex?: CodeableConcept
  bornPeriod?: Period
  bornDate?: string
  _bornDate?: Element
  bornString?: string
  _bornString?: Element
  ageAge?: Age
  ageRange?: Range
  ageString?: string
  _ageString?: Element
  estimatedAge?: boolean
  _estimatedAge?: Element
  deceasedBoolean?: boolean
  _deceasedBoolean?: Element
  deceasedAge?: Age
  deceasedRange?: Range
  deceasedDate?: string
  _deceasedDate?: Element
  deceasedString?: string
  _deceasedString?: Element
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'AllergyIntolerance' | 'QuestionnaireResponse' | 'DiagnosticReport' | 'DocumentReference'>[]
  note?: Annotation[]
  condition?: FamilyMemberHistoryCondition[]
}

export interface FamilyMemberHistoryCondition extends BackboneElement {
  code: CodeableConcept
  outcome?: CodeableConcept
  contributedToDeath?: boolean
  _contributedToDeath?: Element
  onsetAge?: Age
  onsetRange?: Range
  onsetPeriod?: Period
  onsetString?: string
  _onsetString?: Element
  note?: Annotation[]
}

export interface Flag extends DomainResource {
  readonly resourceType: 'Flag'
  identifier?: Identifier[]
  status: 'active' | 'inactive' | 'entered-in-error'
  _status?: Element
  category?: CodeableConcept[]
  code: CodeableConcept
  subject: Reference<'Patient' | 'Location' | 'Group' | 'Organization' | 'Practitioner' | 'PlanDefinition' | 'Medication' | 'Procedure'>
  period?: Period
  encounter?: Reference<'Encounter'>
  author?: Reference<'Device' | 'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole'>
}

export interface Goal extends DomainResource {
  readonly resourceType: 'Goal'
  identifier?: Identifier[]
  lifecycleStatus: 'proposed' | 'planned' | 'accepted' | 'active' | 'on-hold' | 'completed' | 'cancelled' | 'entered-in-error' | 'rejected'
  _lifecycleStatus?: Element
  achievementStatus?: CodeableConcept
  category?: CodeableConcept[]
  priority?: CodeableConcept
  description: CodeableConcept
  subject: Reference<'Patient' | 'Group' | 'Organization'>
  startDate?: string
  _startDate?: Element
  startCodeableConcept?: CodeableConcept
  target?: GoalTarget[]
  statusDate?: string
  _statusDate?: Element
  statusReason?: string
  _statusReason?: Element
  expressedBy?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson'>
  addresses?: Reference<'Condition' | 'Observation' | 'MedicationStatement' | 'NutritionOrder' | 'ServiceRequest' | 'RiskAssessment'>[]
  note?: Annotation[]
  outcomeCode?: CodeableConcept[]
  outcomeReference?: Reference<'Observation'>[]
}

export interface GoalTarget extends BackboneElement {
  measure?: CodeableConcept
  detailQuantity?: Quantity
  detailRange?: Range
  detailCodeableConcept?: CodeableConcept
  detailString?: string
  _detailString?: Element
  detailBoolean?: boolean
  _detailBoolean?: Element
  detailInteger?: number
  _detailInteger?: Element
  detailRatio?: Ratio
  dueDate?: string
  _dueDate?: Element
  dueDuration?: Duration
}

export interface GraphDefinition extends DomainResource {
  readonly resourceType: 'GraphDefinition'
  url?: string
  _url?: Element
  version?: string
  _version?: Element
  name: string
  _name?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  start: string
  _start?: Element
  profile?: string
  _profile?: Element
  link?: GraphDefinitionLink[]
}

export interface GraphDefinitionLink extends BackboneElement {
  path?: string
  _path?: Element
  sliceName?: string
  _sliceName?: Element
  min?: number
  _min?: Element
  max?: string
  _max?: Element
  description?: string
  _description?: Element
  target?: GraphDefinitionLinkTarget[]
}

export interface GraphDefinitionLinkTarget extends BackboneElement {
  type: string
  _type?: Element
  params?: string
  _params?: Element
  profile?: string
  _profile?: Element
  compartment?: GraphDefinitionLinkTargetCompartment[]
  link?: GraphDefinitionLink[]
}

export interface GraphDefinitionLinkTargetCompartment extends BackboneElement {
  use: 'condition' | 'requirement'
  _use?: Element
  code: 'Patient' | 'Encounter' | 'RelatedPerson' | 'Practitioner' | 'Device'
  _code?: Element
  rule: 'identical' | 'matching' | 'different' | 'custom'
  _rule?: Element
  expression?: string
  _expression?: Element
  description?: string
  _description?: Element
}

export interface Group extends DomainResource {
  readonly resourceType: 'Group'
  identifier?: Identifier[]
  active?: boolean
  _active?: Element
  type: 'person' | 'animal' | 'practitioner' | 'device' | 'medication' | 'substance'
  _type?: Element
  actual: boolean
  _actual?: Element
  code?: CodeableConcept
  name?: string
  _name?: Element
  quantity?: number
  _quantity?: Element
  managingEntity?: Reference<'Organization' | 'RelatedPerson' | 'Practitioner' | 'PractitionerRole'>
  characteristic?: GroupCharacteristic[]
  member?: GroupMember[]
}

export interface GroupCharacteristic extends BackboneElement {
  code: CodeableConcept
  valueCodeableConcept?: CodeableConcept
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueQuantity?: Quantity
  valueRange?: Range
  valueReference?: Reference
  exclude: boolean
  _exclude?: Element
  period?: Period
}

export interface GroupMember extends BackboneElement {
  entity: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'Device' | 'Medication' | 'Substance' | 'Group'>
  period?: Period
  inactive?: boolean
  _inactive?: Element
}

export interface GuidanceResponse extends DomainResource {
  readonly resourceType: 'GuidanceResponse'
  requestIdentifier?: Identifier
  identifier?: Identifier[]
  moduleUri?: string
  _moduleUri?: Element
  moduleCanonical?: string
  _moduleCanonical?: Element
  moduleCodeableConcept?: CodeableConcept
  status: 'success' | 'data-requested' | 'data-required' | 'in-progress' | 'failure' | 'entered-in-error'
  _status?: Element
  subject?: Reference<'Patient' | 'Group'>
  encounter?: Reference<'Encounter'>
  occurrenceDateTime?: string
  _occurrenceDateTime?: Element
  performer?: Reference<'Device'>
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[]
  note?: Annotation[]
  evaluationMessage?: Reference<'OperationOutcome'>[]
  outputParameters?: Reference<'Parameters'>
  result?: Reference<'CarePlan' | 'RequestGroup'>
  dataRequirement?: DataRequirement[]
}

export interface HealthcareService extends DomainResource {
  readonly resourceType: 'HealthcareService'
  identifier?: Identifier[]
  active?: boolean
  _active?: Element
  providedBy?: Reference<'Organization'>
  category?: CodeableConcept[]
  type?: CodeableConcept[]
  specialty?: CodeableConcept[]
  location?: Reference<'Location'>[]
  name?: string
  _name?: Element
  comment?: string
  _comment?: Element
  extraDetails?: string
  _extraDetails?: Element
  photo?: Attachment
  telecom?: ContactPoint[]
  coverageArea?: Reference<'Location'>[]
  serviceProvisionCode?: CodeableConcept[]
  eligibility?: HealthcareServiceEligibility[]
  program?: CodeableConcept[]
  characteristic?: CodeableConcept[]
  communication?: CodeableConcept[]
  referralMethod?: CodeableConcept[]
  appointmentRequired?: boolean
  _appointmentRequired?: Element
  availableTime?: HealthcareServiceAvailableTime[]
  notAvailable?: HealthcareServiceNotAvailable[]
  availabilityExceptions?: string
  _availabilityExceptions?: Element
  endpoint?: Reference<'Endpoint'>[]
}

export interface HealthcareServiceEligibility extends BackboneElement {
  code?: CodeableConcept
  comment?: string
  _comment?: Element
}

export interface HealthcareServiceAvailableTime extends BackboneElement {
  daysOfWeek?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[]
  _daysOfWeek?: (Element | null)[]
  allDay?: boolean
  _allDay?: Element
  availableStartTime?: string
  _availableStartTime?: Element
  availableEndTime?: string
  _availableEndTime?: Element
}

export interface HealthcareServiceNotAvailable extends BackboneElement {
  description: string
  _description?: Element
  during?: Period
}

export interface HumanName extends Element {
  use?: 'usual' | 'official' | 'temp' | 'nickname' | 'anonymous' | 'old' | 'maiden'
  _use?: Element
  text?: string
  _text?: Element
  family?: string
  _family?: Element
  given?: string[]
  _given?: (Element | null)[]
  prefix?: string[]
  _prefix?: (Element | null)[]
  suffix?: string[]
  _suffix?: (Element | null)[]
  period?: Period
}

export interface Identifier extends Element {
  use?: 'usual' | 'official' | 'temp' | 'secondary' | 'old'
  _use?: Element
  type?: CodeableConcept
  system?: string
  _system?: Element
  value?: string
  _value?: Element
  period?: Period
  assigner?: Reference<'Organization'>
}

export interface ImagingStudy extends DomainResource {
  readonly resourceType: 'ImagingStudy'
  identifier?: Identifier[]
  status: 'registered' | 'available' | 'cancelled' | 'entered-in-error' | 'unknown'
  _status?: Element
  modality?: Coding[]
  subject: Reference<'Patient' | 'Device' | 'Group'>
  encounter?: Reference<'Encounter'>
  started?: string
  _started?: Element
  basedOn?: Reference<'CarePlan' | 'ServiceRequest' | 'Appointment' | 'AppointmentResponse' | 'Task'>[]
  referrer?: Reference<'Practitioner' | 'PractitionerRole'>
  interpreter?: Reference<'Practitioner' | 'PractitionerRole'>[]
  endpoint?: Reference<'Endpoint'>[]
  numberOfSeries?: number
  _numberOfSeries?: Element
  numberOfInstances?: number
  _numberOfInstances?: Element
  procedureReference?: Reference<'Procedure'>
  procedureCode?: CodeableConcept[]
  location?: Reference<'Location'>
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'Media' | 'DiagnosticReport' | 'DocumentReference'>[]
  note?: Annotation[]
  description?: string
  _description?: Element
  series?: ImagingStudySeries[]
}

export interface ImagingStudySeries extends BackboneElement {
  uid: string
  _uid?: Element
  number?: number
  _number?: Element
  modality: Coding
  description?: string
  _description?: Element
  numberOfInstances?: number
  _numberOfInstances?: Element
  endpoint?: Reference<'Endpoint'>[]
  bodySite?: Coding
  laterality?: Coding
  specimen?: Reference<'Specimen'>[]
  started?: string
  _started?: Element
  performer?: ImagingStudySeriesPerformer[]
  instance?: ImagingStudySeriesInstance[]
}

export interface ImagingStudySeriesPerformer extends BackboneElement {
  function?: CodeableConcept
  actor: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam' | 'Patient' | 'Device' | 'RelatedPerson'>
}

export interface ImagingStudySeriesInstance extends BackboneElement {
  uid: string
  _uid?: Element
  sopClass: Coding
  number?: number
  _number?: Element
  title?: string
  _title?: Element
}

export interface Immunization extends DomainResource {
  readonly resourceType: 'Immunization'
  identifier?: Identifier[]
  status: 'completed' | 'entered-in-error' | 'not-done'
  _status?: Element
  statusReason?: CodeableConcept
  vaccineCode: CodeableConcept
  patient: Reference<'Patient'>
  encounter?: Reference<'Encounter'>
  occurrenceDateTime?: string
  _occurrenceDateTime?: Element
  occurrenceString?: string
  _occurrenceString?: Element
  recorded?: string
  _recorded?: Element
  primarySource?: boolean
  _primarySource?: Element
  reportOrigin?: CodeableConcept
  location?: Reference<'Location'>
  manufacturer?: Reference<'Organization'>
  lotNumber?: string
  _lotNumber?: Element
  expirationDate?: string
  _expirationDate?: Element
  site?: CodeableConcept
  route?: CodeableConcept
  doseQuantity?: Quantity
  performer?: ImmunizationPerformer[]
  note?: Annotation[]
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport'>[]
  isSubpotent?: boolean
  _isSubpotent?: Element
  subpotentReason?: CodeableConcept[]
  education?: ImmunizationEducation[]
  programEligibility?: CodeableConcept[]
  fundingSource?: CodeableConcept
  reaction?: ImmunizationReaction[]
  protocolApplied?: ImmunizationProtocolApplied[]
}

export interface ImmunizationPerformer extends BackboneElement {
  function?: CodeableConcept
  actor: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
}

export interface ImmunizationEducation extends BackboneElement {
  documentType?: string
  _documentType?: Element
  reference?: string
  _reference?: Element
  publicationDate?: string
  _publicationDate?: Element
  presentationDate?: string
  _presentationDate?: Element
}

export interface ImmunizationReaction extends BackboneElement {
  date?: string
  _date?: Element
  detail?: Reference<'Observation'>
  reported?: boolean
  _reported?: Element
}

export interface ImmunizationProtocolApplied extends BackboneElement {
  series?: string
  _series?: Element
  authority?: Reference<'Organization'>
  targetDisease?: CodeableConcept[]
  doseNumberPositiveInt?: number
  _doseNumberPositiveInt?: Element
  doseNumberString?: string
  _doseNumberString?: Element
  seriesDosesPositiveInt?: number
  _seriesDosesPositiveInt?: Element
  seriesDosesString?: string
  _seriesDosesString?: Element
}

export interface ImmunizationEvaluation extends DomainResource {
  readonly resourceType: 'ImmunizationEvaluation'
  identifier?: Identifier[]
  status: 'completed' | 'entered-in-error'
  _status?: Element
  patient: Reference<'Patient'>
  date?: string
  _date?: Element
  authority?: Reference<'Organization'>
  targetDisease: CodeableConcept
  immunizationEvent: Reference<'Immunization'>
  doseStatus: CodeableConcept
  doseStatusReason?: CodeableConcept[]
  description?: string
  _description?: Element
  series?: string
  _series?: Element
  doseNumberPositiveInt?: number
  _doseNumberPositiveInt?: Element
  doseNumberString?: string
  _doseNumberString?: Element
  seriesDosesPositiveInt?: number
  _seriesDosesPositiveInt?: Element
  seriesDosesString?: string
  _seriesDosesString?: Element
}

export interface ImmunizationRecommendation extends DomainResource {
  readonly resourceType: 'ImmunizationRecommendation'
  identifier?: Identifier[]
  patient: Reference<'Patient'>
  date: string
  _date?: Element
  authority?: Reference<'Organization'>
  recommendation: ImmunizationRecommendationRecommendation[]
}

export interface ImmunizationRecommendationRecommendation extends BackboneElement {
  vaccineCode?: CodeableConcept[]
  targetDisease?: CodeableConcept
  contraindicatedVaccineCode?: CodeableConcept[]
  forecastStatus: CodeableConcept
  forecastReason?: CodeableConcept[]
  dateCriterion?: ImmunizationRecommendationRecommendationDateCriterion[]
  description?: string
  _description?: Element
  series?: string
  _series?: Element
  doseNumberPositiveInt?: number
  _doseNumberPositiveInt?: Element
  doseNumberString?: string
  _doseNumberString?: Element
  seriesDosesPositiveInt?: number
  _seriesDosesPositiveInt?: Element
  seriesDosesString?: string
  _seriesDosesString?: Element
  supportingImmunization?: Reference<'Immunization' | 'ImmunizationEvaluation'>[]
  supportingPatientInformation?: Reference[]
}

export interface ImmunizationRecommendationRecommendationDateCriterion extends BackboneElement {
  code: CodeableConcept
  value: string
  _value?: Element
}

export interface ImplementationGuide extends DomainResource {
  readonly resourceType: 'ImplementationGuide'
  url: string
  _url?: Element
  version?: string
  _version?: Element
  name: string
  _name?: Element
  title?: string
  _title?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  copyright?: string
  _copyright?: Element
  packageId: string
  _packageId?: Element
  license?: string
  _license?: Element
  fhirVersion: ('0.01' | '0.05' | '0.06' | '0.11' | '0.0.80' | '0.0.81' | '0.0.82' | '0.4.0' | '0.5.0' | '1.0.0' | '1.0.1' | '1.0.2' | '1.1.0' | '1.4.0' | '1.6.0' | '1.8.0' | '3.0.0' | '3.0.1' | '3.3.0' | '3.5.0' | '4.0.0' | '4.0.1')[]
  _fhirVersion?: (Element | null)[]
  dependsOn?: ImplementationGuideDependsOn[]
  global?: ImplementationGuideGlobal[]
  definition?: ImplementationGuideDefinition
  manifest?: ImplementationGuideManifest
}

export interface ImplementationGuideDependsOn extends BackboneElement {
  uri: string
  _uri?: Element
  packageId?: string
  _packageId?: Element
  version?: string
  _version?: Element
}

export interface ImplementationGuideGlobal extends BackboneElement {
  type: string
  _type?: Element
  profile: string
  _profile?: Element
}

export interface ImplementationGuideDefinition extends BackboneElement {
  grouping?: ImplementationGuideDefinitionGrouping[]
  resource: ImplementationGuideDefinitionResource[]
  page?: ImplementationGuideDefinitionPage
  parameter?: ImplementationGuideDefinitionParameter[]
  template?: ImplementationGuideDefinitionTemplate[]
}

export interface ImplementationGuideDefinitionGrouping extends BackboneElement {
  name: string
  _name?: Element
  description?: string
  _description?: Element
}

export interface ImplementationGuideDefinitionResource extends BackboneElement {
  reference: Reference
  fhirVersion?: ('0.01' | '0.05' | '0.06' | '0.11' | '0.0.80' | '0.0.81' | '0.0.82' | '0.4.0' | '0.5.0' | '1.0.0' | '1.0.1' | '1.0.2' | '1.1.0' | '1.4.0' | '1.6.0' | '1.8.0' | '3.0.0' | '3.0.1' | '3.3.0' | '3.5.0' | '4.0.0' | '4.0.1')[]
  _fhirVersion?: (Element | null)[]
  name?: string
  _name?: Element
  description?: string
  _description?: Element
  exampleBoolean?: boolean
  _exampleBoolean?: Element
  exampleCanonical?: string
  _exampleCanonical?: Element
  groupingId?: string
  _groupingId?: Element
}

export interface ImplementationGuideDefinitionPage extends BackboneElement {
  nameUrl?: string
  _nameUrl?: Element
  nameReference?: Reference<'Binary'>
  title: string
  _title?: Element
  generation: 'html' | 'markdown' | 'xml' | 'generated'
  _generation?: Element
  page?: ImplementationGuideDefinitionPage[]
}

export interface ImplementationGuideDefinitionParameter extends BackboneElement {
  code: 'apply' | 'path-resource' | 'path-pages' | 'path-tx-cache' | 'expansion-parameter' | 'rule-broken-links' | 'generate-xml' | 'generate-json' | 'generate-turtle' | 'html-template'
  _code?: Element
  value: string
  _value?: Element
}

export interface ImplementationGuideDefinitionTemplate extends BackboneElement {
  code: string
  _code?: Element
  source: string
  _source?: Element
  scope?: string
  _scope?: Element
}

export interface ImplementationGuideManifest extends BackboneElement {
  rendering?: string
  _rendering?: Element
  resource: ImplementationGuideManifestResource[]
  page?: ImplementationGuideManifestPage[]
  image?: string[]
  _image?: (Element | null)[]
  other?: string[]
  _other?: (Element | null)[]
}

export interface ImplementationGuideManifestResource extends BackboneElement {
  reference: Reference
  exampleBoolean?: boolean
  _exampleBoolean?: Element
  exampleCanonical?: string
  _exampleCanonical?: Element
  relativePath?: string
  _relativePath?: Element
}

export interface ImplementationGuideManifestPage extends BackboneElement {
  name: string
  _name?: Element
  title?: string
  _title?: Element
  anchor?: string[]
  _anchor?: (Element | null)[]
}

export interface InsurancePlan extends DomainResource {
  readonly resourceType: 'InsurancePlan'
  identifier?: Identifier[]
  status?: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  type?: CodeableConcept[]
  name?: string
  _name?: Element
  alias?: string[]
  _alias?: (Element | null)[]
  period?: Period
  ownedBy?: Reference<'Organization'>
  administeredBy?: Reference<'Organization'>
  coverageArea?: Reference<'Location'>[]
  contact?: InsurancePlanContact[]
  endpoint?: Reference<'Endpoint'>[]
  network?: Reference<'Organization'>[]
  coverage?: InsurancePlanCoverage[]
  plan?: InsurancePlanPlan[]
}

export interface InsurancePlanContact extends BackboneElement {
  purpose?: CodeableConcept
  name?: HumanName
  telecom?: ContactPoint[]
  address?: Address
}

export interface InsurancePlanCoverage extends BackboneElement {
  type: CodeableConcept
  network?: Reference<'Organization'>[]
  benefit: InsurancePlanCoverageBenefit[]
}

export interface InsurancePlanCoverageBenefit extends BackboneElement {
  type: CodeableConcept
  requirement?: string
  _requirement?: Element
  limit?: InsurancePlanCoverageBenefitLimit[]
}

export interface InsurancePlanCoverageBenefitLimit extends BackboneElement {
  value?: Quantity
  code?: CodeableConcept
}

export interface InsurancePlanPlan extends BackboneElement {
  identifier?: Identifier[]
  type?: CodeableConcept
  coverageArea?: Reference<'Location'>[]
  network?: Reference<'Organization'>[]
  generalCost?: InsurancePlanPlanGeneralCost[]
  specificCost?: InsurancePlanPlanSpecificCost[]
}

export interface InsurancePlanPlanGeneralCost extends BackboneElement {
  type?: CodeableConcept
  groupSize?: number
  _groupSize?: Element
  cost?: Money
  comment?: string
  _comment?: Element
}

export interface InsurancePlanPlanSpecificCost extends BackboneElement {
  category: CodeableConcept
  benefit?: InsurancePlanPlanSpecificCostBenefit[]
}

export interface InsurancePlanPlanSpecificCostBenefit extends BackboneElement {
  type: CodeableConcept
  cost?: InsurancePlanPlanSpecificCostBenefitCost[]
}

export interface InsurancePlanPlanSpecificCostBenefitCost extends BackboneElement {
  type: CodeableConcept
  applicability?: CodeableConcept
  qualifiers?: CodeableConcept[]
  value?: Quantity
}

export interface Invoice extends DomainResource {
  readonly resourceType: 'Invoice'
  identifier?: Identifier[]
  status: 'draft' | 'issued' | 'balanced' | 'cancelled' | 'entered-in-error'
  _status?: Element
  cancelledReason?: string
  _cancelledReason?: Element
  type?: CodeableConcept
  subject?: Reference<'Patient' | 'Group'>
  recipient?: Reference<'Organization' | 'Patient' | 'RelatedPerson'>
  date?: string
  _date?: Element
  participant?: InvoiceParticipant[]
  issuer?: Reference<'Organization'>
  account?: Reference<'Account'>
  lineItem?: InvoiceLineItem[]
  totalPriceComponent?: InvoiceLineItemPriceComponent[]
  totalNet?: Money
  totalGross?: Money
  paymentTerms?: string
  _paymentTerms?: Element
  note?: Annotation[]
}

export interface InvoiceParticipant extends BackboneElement {
  role?: CodeableConcept
  actor: Reference<'Practitioner' | 'Organization' | 'Patient' | 'PractitionerRole' | 'Device' | 'RelatedPerson'>
}

export interface InvoiceLineItem extends BackboneElement {
  sequence?: number
  _sequence?: Element
  chargeItemReference?: Reference<'ChargeItem'>
  chargeItemCodeableConcept?: CodeableConcept
  priceComponent?: InvoiceLineItemPriceComponent[]
}

export interface InvoiceLineItemPriceComponent extends BackboneElement {
  type: 'base' | 'surcharge' | 'deduction' | 'discount' | 'tax' | 'informational'
  _type?: Element
  code?: CodeableConcept
  factor?: number
  _factor?: Element
  amount?: Money
}

export interface Library extends DomainResource {
  readonly resourceType: 'Library'
  url?: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  subtitle?: string
  _subtitle?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  type: CodeableConcept
  subjectCodeableConcept?: CodeableConcept
  subjectReference?: Reference<'Group'>
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  usage?: string
  _usage?: Element
  copyright?: string
  _copyright?: Element
  approvalDate?: string
  _approvalDate?: Element
  lastReviewDate?: string
  _lastReviewDate?: Element
  effectivePeriod?: Period
  topic?: CodeableConcept[]
  author?: ContactDetail[]
  editor?: ContactDetail[]
  reviewer?: ContactDetail[]
  endorser?: ContactDetail[]
  relatedArtifact?: RelatedArtifact[]
  parameter?: ParameterDefinition[]
  dataRequirement?: DataRequirement[]
  content?: Attachment[]
}

export interface Linkage extends DomainResource {
  readonly resourceType: 'Linkage'
  active?: boolean
  _active?: Element
  author?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  item: LinkageItem[]
}

export interface LinkageItem extends BackboneElement {
  type: 'source' | 'alternate' | 'historical'
  _type?: Element
  resource: Reference
}

export interface List extends DomainResource {
  readonly resourceType: 'List'
  identifier?: Identifier[]
  status: 'current' | 'retired' | 'entered-in-error'
  _status?: Element
  mode: 'working' | 'snapshot' | 'changes'
  _mode?: Element
  title?: string
  _title?: Element
  code?: CodeableConcept
  subject?: Reference<'Patient' | 'Group' | 'Device' | 'Location'>
  encounter?: Reference<'Encounter'>
  date?: string
  _date?: Element
  source?: Reference<'Practitioner' | 'PractitionerRole' | 'Patient' | 'Device'>
  orderedBy?: CodeableConcept
  note?: Annotation[]
  entry?: ListEntry[]
  emptyReason?: CodeableConcept
}

export interface ListEntry extends BackboneElement {
  flag?: CodeableConcept
  deleted?: boolean
  _deleted?: Element
  date?: string
  _date?: Element
  item: Reference
}

export interface Location extends DomainResource {
  readonly resourceType: 'Location'
  identifier?: Identifier[]
  status?: 'active' | 'suspended' | 'inactive'
  _status?: Element
  operationalStatus?: Coding
  name?: string
  _name?: Element
  alias?: string[]
  _alias?: (Element | null)[]
  description?: string
  _description?: Element
  mode?: 'instance' | 'kind'
  _mode?: Element
  type?: CodeableConcept[]
  telecom?: ContactPoint[]
  address?: Address
  physicalType?: CodeableConcept
  position?: LocationPosition
  managingOrganization?: Reference<'Organization'>
  partOf?: Reference<'Location'>
  hoursOfOperation?: LocationHoursOfOperation[]
  availabilityExceptions?: string
  _availabilityExceptions?: Element
  endpoint?: Reference<'Endpoint'>[]
}

export interface LocationPosition extends BackboneElement {
  longitude: number
  _longitude?: Element
  latitude: number
  _latitude?: Element
  altitude?: number
  _altitude?: Element
}

export interface LocationHoursOfOperation extends BackboneElement {
  daysOfWeek?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[]
  _daysOfWeek?: (Element | null)[]
  allDay?: boolean
  _allDay?: Element
  openingTime?: string
  _openingTime?: Element
  closingTime?: string
  _closingTime?: Element
}

export interface MarketingStatus extends BackboneElement {
  country: CodeableConcept
  jurisdiction?: CodeableConcept
  status: CodeableConcept
  dateRange: Period
  restoreDate?: string
  _restoreDate?: Element
}

export interface Measure extends DomainResource {
  readonly resourceType: 'Measure'
  url?: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  subtitle?: string
  _subtitle?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  subjectCodeableConcept?: CodeableConcept
  subjectReference?: Reference<'Group'>
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  usage?: string
  _usage?: Element
  copyright?: string
  _copyright?: Element
  approvalDate?: string
  _approvalDate?: Element
  lastReviewDate?: string
  _lastReviewDate?: Element
  effectivePeriod?: Period
  topic?: CodeableConcept[]
  author?: ContactDetail[]
  editor?: ContactDetail[]
  reviewer?: ContactDetail[]
  endorser?: ContactDetail[]
  relatedArtifact?: RelatedArtifact[]
  library?: string[]
  _library?: (Element | null)[]
  disclaimer?: string
  _disclaimer?: Element
  scoring?: CodeableConcept
  compositeScoring?: CodeableConcept
  type?: CodeableConcept[]
  riskAdjustment?: string
  _riskAdjustment?: Element
  rateAggregation?: string
  _rateAggregation?: Element
  rationale?: string
  _rationale?: Element
  clinicalRecommendationStatement?: string
  _clinicalRecommendationStatement?: Element
  improvementNotation?: CodeableConcept
  definition?: string[]
  _definition?: (Element | null)[]
  guidance?: string
  _guidance?: Element
  group?: MeasureGroup[]
  supplementalData?: MeasureSupplementalData[]
}

export interface MeasureGroup extends BackboneElement {
  code?: CodeableConcept
  description?: string
  _description?: Element
  population?: MeasureGroupPopulation[]
  stratifier?: MeasureGroupStratifier[]
}

export interface MeasureGroupPopulation extends BackboneElement {
  code?: CodeableConcept
  description?: string
  _description?: Element
  criteria: Expression
}

export interface MeasureGroupStratifier extends BackboneElement {
  code?: CodeableConcept
  description?: string
  _description?: Element
  criteria?: Expression
  component?: MeasureGroupStratifierComponent[]
}

export interface MeasureGroupStratifierComponent extends BackboneElement {
  code?: CodeableConcept
  description?: string
  _description?: Element
  criteria: Expression
}

export interface MeasureSupplementalData extends BackboneElement {
  code?: CodeableConcept
  usage?: CodeableConcept[]
  description?: string
  _description?: Element
  criteria: Expression
}

export interface MeasureReport extends DomainResource {
  readonly resourceType: 'MeasureReport'
  identifier?: Identifier[]
  status: 'complete' | 'pending' | 'error'
  _status?: Element
  type: 'individual' | 'subject-list' | 'summary' | 'data-collection'
  _type?: Element
  measure: string
  _measure?: Element
  subject?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'Location' | 'Device' | 'RelatedPerson' | 'Group'>
  date?: string
  _date?: Element
  reporter?: Reference<'Practitioner' | 'PractitionerRole' | 'Location' | 'Organization'>
  period: Period
  improvementNotation?: CodeableConcept
  group?: MeasureReportGroup[]
  evaluatedResource?: Reference[]
}

export interface MeasureReportGroup extends BackboneElement {
  code?: CodeableConcept
  population?: MeasureReportGroupPopulation[]
  measureScore?: Quantity
  stratifier?: MeasureReportGroupStratifier[]
}

export interface MeasureReportGroupPopulation extends BackboneElement {
  code?: CodeableConcept
  count?: number
  _count?: Element
  subjectResults?: Reference<'List'>
}

export interface MeasureReportGroupStratifier extends BackboneElement {
  code?: CodeableConcept[]
  stratum?: MeasureReportGroupStratifierStratum[]
}

export interface MeasureReportGroupStratifierStratum extends BackboneElement {
  value?: CodeableConcept
  component?: MeasureReportGroupStratifierStratumComponent[]
  population?: MeasureReportGroupStratifierStratumPopulation[]
  measureScore?: Quantity
}

export interface MeasureReportGroupStratifierStratumComponent extends BackboneElement {
  code: CodeableConcept
  value: CodeableConcept
}

export interface MeasureReportGroupStratifierStratumPopulation extends BackboneElement {
  code?: CodeableConcept
  count?: number
  _count?: Element
  subjectResults?: Reference<'List'>
}

export interface Media extends DomainResource {
  readonly resourceType: 'Media'
  identifier?: Identifier[]
  basedOn?: Reference<'ServiceRequest' | 'CarePlan'>[]
  partOf?: Reference[]
  status: 'preparation' | 'in-progress' | 'not-done' | 'on-hold' | 'stopped' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element
  type?: CodeableConcept
  modality?: CodeableConcept
  view?: CodeableConcept
  subject?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'Group' | 'Device' | 'Specimen' | 'Location'>
  encounter?: Reference<'Encounter'>
  createdDateTime?: string
  _createdDateTime?: Element
  createdPeriod?: Period
  issued?: string
  _issued?: Element
  operator?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam' | 'Patient' | 'Device' | 'RelatedPerson'>
  reasonCode?: CodeableConcept[]
  bodySite?: CodeableConcept
  deviceName?: string
  _deviceName?: Element
  device?: Reference<'Device' | 'DeviceMetric' | 'Device'>
  height?: number
  _height?: Element
  width?: number
  _width?: Element
  frames?: number
  _frames?: Element
  duration?: number
  _duration?: Element
  content: Attachment
  note?: Annotation[]
}

export interface Medication extends DomainResource {
  readonly resourceType: 'Medication'
  identifier?: Identifier[]
  code?: CodeableConcept
  status?: 'active' | 'inactive' | 'entered-in-error'
  _status?: Element
  manufacturer?: Reference<'Organization'>
  form?: CodeableConcept
  amount?: Ratio
  ingredient?: MedicationIngredient[]
  batch?: MedicationBatch
}

export interface MedicationIngredient extends BackboneElement {
  itemCodeableConcept?: CodeableConcept
  itemReference?: Reference<'Substance' | 'Medication'>
  isActive?: boolean
  _isActive?: Element
  strength?: Ratio
}

export interface MedicationBatch extends BackboneElement {
  lotNumber?: string
  _lotNumber?: Element
  expirationDate?: string
  _expirationDate?: Element
}

export interface MedicationAdministration extends DomainResource {
  readonly resourceType: 'MedicationAdministration'
  identifier?: Identifier[]
  instantiates?: string[]
  _instantiates?: (Element | null)[]
  partOf?: Reference<'MedicationAdministration' | 'Procedure'>[]
  status: 'in-progress' | 'not-done' | 'on-hold' | 'completed' | 'entered-in-error' | 'stopped' | 'unknown'
  _status?: Element
  statusReason?: CodeableConcept[]
  category?: CodeableConcept
  medicationCodeableConcept?: CodeableConcept
  medicationReference?: Reference<'Medication'>
  subject: Reference<'Patient' | 'Group'>
  context?: Reference<'Encounter' | 'EpisodeOfCare'>
  supportingInformation?: Reference[]
  effectiveDateTime?: string
  _effectiveDateTime?: Element
  effectivePeriod?: Period
  performer?: MedicationAdministrationPerformer[]
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport'>[]
  request?: Reference<'MedicationRequest'>
  device?: Reference<'Device'>[]
  note?: Annotation[]
  dosage?: MedicationAdministrationDosage
  eventHistory?: Reference<'Provenance'>[]
}

export interface MedicationAdministrationPerformer extends BackboneElement {
  function?: CodeableConcept
  actor: Reference<'Practitioner' | 'PractitionerRole' | 'Patient' | 'RelatedPerson' | 'Device'>
}

export interface MedicationAdministrationDosage extends BackboneElement {
  text?: string
  _text?: Element
  site?: CodeableConcept
  route?: CodeableConcept
  method?: CodeableConcept
  dose?: Quantity
  rateRatio?: Ratio
  rateQuantity?: Quantity
}

export interface MedicationDispense extends DomainResource {
  readonly resourceType: 'MedicationDispense'
  identifier?: Identifier[]
  partOf?: Reference<'Procedure'>[]
  status: 'preparation' | 'in-progress' | 'cancelled' | 'on-hold' | 'completed' | 'entered-in-error' | 'stopped' | 'declined' | 'unknown'
  _status?: Element
  statusReasonCodeableConcept?: CodeableConcept
  statusReasonReference?: Reference<'DetectedIssue'>
  category?: CodeableConcept
  medicationCodeableConcept?: CodeableConcept
  medicationReference?: Reference<'Medication'>
  subject?: Reference<'Patient' | 'Group'>
  context?: Reference<'Encounter' | 'EpisodeOfCare'>
  supportingInformation?: Reference[]
  performer?: MedicationDispensePerformer[]
  location?: Reference<'Location'>
  authorizingPrescription?: Reference<'MedicationRequest'>[]
  type?: CodeableConcept
  quantity?: Quantity
  daysSupply?: Quantity
  whenPrepared?: string
  _whenPrepared?: Element
  whenHandedOver?: string
  _whenHandedOver?: Element
  destination?: Reference<'Location'>
  receiver?: Reference<'Patient' | 'Practitioner'>[]
  note?: Annotation[]
  dosageInstruction?: Dosage[]
  substitution?: MedicationDispenseSubstitution
  detectedIssue?: Reference<'DetectedIssue'>[]
  eventHistory?: Reference<'Provenance'>[]
}

export interface MedicationDispensePerformer extends BackboneElement {
  function?: CodeableConcept
  actor: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'Device' | 'RelatedPerson'>
}

export interface MedicationDispenseSubstitution extends BackboneElement {
  wasSubstituted: boolean
  _wasSubstituted?: Element
  type?: CodeableConcept
  reason?: CodeableConcept[]
  responsibleParty?: Reference<'Practitioner' | 'PractitionerRole'>[]
}

export interface MedicationKnowledge extends DomainResource {
  readonly resourceType: 'MedicationKnowledge'
  code?: CodeableConcept
  status?: 'active' | 'inactive' | 'entered-in-error'
  _status?: Element
  manufacturer?: Reference<'Organization'>
  doseForm?: CodeableConcept
  amount?: Quantity
  synonym?: string[]
  _synonym?: (Element | null)[]
  relatedMedicationKnowledge?: MedicationKnowledgeRelatedMedicationKnowledge[]
  associatedMedication?: Reference<'Medication'>[]
  productType?: CodeableConcept[]
  monograph?: MedicationKnowledgeMonograph[]
  ingredient?: MedicationKnowledgeIngredient[]
  preparationInstruction?: string
  _preparationInstruction?: Element
  intendedRoute?: CodeableConcept[]
  cost?: MedicationKnowledgeCost[]
  monitoringProgram?: MedicationKnowledgeMonitoringProgram[]
  administrationGuidelines?: MedicationKnowledgeAdministrationGuidelines[]
  medicineClassification?: MedicationKnowledgeMedicineClassification[]
  packaging?: MedicationKnowledgePackaging
  drugCharacteristic?: MedicationKnowledgeDrugCharacteristic[]
  contraindication?: Reference<'DetectedIssue'>[]
  regulatory?: MedicationKnowledgeRegulatory[]
  kinetics?: MedicationKnowledgeKinetics[]
}

export interface MedicationKnowledgeRelatedMedicationKnowledge extends BackboneElement {
  type: CodeableConcept
  reference: Reference<'MedicationKnowledge'>[]
}

export interface MedicationKnowledgeMonograph extends BackboneElement {
  type?: CodeableConcept
  source?: Reference<'DocumentReference' | 'Media'>
}

export interface MedicationKnowledgeIngredient extends BackboneElement {
  itemCodeableConcept?: CodeableConcept
  itemReference?: Reference<'Substance'>
  isActive?: boolean
  _isActive?: Element
  strength?: Ratio
}

export interface MedicationKnowledgeCost extends BackboneElement {
  type: CodeableConcept
  source?: string
  _source?: Element
  cost: Money
}

export interface MedicationKnowledgeMonitoringProgram extends BackboneElement {
  type?: CodeableConcept
  name?: string
  _name?: Element
}

export interface MedicationKnowledgeAdministrationGuidelines extends BackboneElement {
  dosage?: MedicationKnowledgeAdministrationGuidelinesDosage[]
  indicationCodeableConcept?: CodeableConcept
  indicationReference?: Reference<'ObservationDefinition'>
  patientCharacteristics?: MedicationKnowledgeAdministrationGuidelinesPatientCharacteristics[]
}

export interface MedicationKnowledgeAdministrationGuidelinesDosage extends BackboneElement {
  type: CodeableConcept
  dosage: Dosage[]
}

export interface MedicationKnowledgeAdministrationGuidelinesPatientCharacteristics extends BackboneElement {
  characteristicCodeableConcept?: CodeableConcept
  characteristicQuantity?: Quantity
  value?: string[]
  _value?: (Element | null)[]
}

export interface MedicationKnowledgeMedicineClassification extends BackboneElement {
  type: CodeableConcept
  classification?: CodeableConcept[]
}

export interface MedicationKnowledgePackaging extends BackboneElement {
  type?: CodeableConcept
  quantity?: Quantity
}

export interface MedicationKnowledgeDrugCharacteristic extends BackboneElement {
  type?: CodeableConcept
  valueCodeableConcept?: CodeableConcept
  valueString?: string
  _valueString?: Element
  valueQuantity?: Quantity
  valueBase64Binary?: string
  _valueBase64Binary?: Element
}

export interface MedicationKnowledgeRegulatory extends BackboneElement {
  regulatoryAuthority: Reference<'Organization'>
  substitution?: MedicationKnowledgeRegulatorySubstitution[]
  schedule?: MedicationKnowledgeRegulatorySchedule[]
  maxDispense?: MedicationKnowledgeRegulatoryMaxDispense
}

export interface MedicationKnowledgeRegulatorySubstitution extends BackboneElement {
  type: CodeableConcept
  allowed: boolean
  _allowed?: Element
}

export interface MedicationKnowledgeRegulatorySchedule extends BackboneElement {
  schedule: CodeableConcept
}

export interface MedicationKnowledgeRegulatoryMaxDispense extends BackboneElement {
  quantity: Quantity
  period?: Duration
}

export interface MedicationKnowledgeKinetics extends BackboneElement {
  areaUnderCurve?: Quantity[]
  lethalDose50?: Quantity[]
  halfLifePeriod?: Duration
}

export interface MedicationRequest extends DomainResource {
  readonly resourceType: 'MedicationRequest'
  identifier?: Identifier[]
  status: 'active' | 'on-hold' | 'cancelled' | 'completed' | 'entered-in-error' | 'stopped' | 'draft' | 'unknown'
  _status?: Element
  statusReason?: CodeableConcept
  intent: 'proposal' | 'plan' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'
  _intent?: Element
  category?: CodeableConcept[]
  priority?: 'routine' | 'urgent' | 'asap' | 'stat'
  _priority?: Element
  doNotPerform?: boolean
  _doNotPerform?: Element
  reportedBoolean?: boolean
  _reportedBoolean?: Element
  reportedReference?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Organization'>
  medicationCodeableConcept?: CodeableConcept
  medicationReference?: Reference<'Medication'>
  subject: Reference<'Patient' | 'Group'>
  encounter?: Reference<'Encounter'>
  supportingInformation?: Reference[]
  authoredOn?: string
  _authoredOn?: Element
  requester?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'RelatedPerson' | 'Device'>
  performer?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'Device' | 'RelatedPerson' | 'CareTeam'>
  performerType?: CodeableConcept
  recorder?: Reference<'Practitioner' | 'PractitionerRole'>
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation'>[]
  instantiatesCanonical?: string[]
  _instantiatesCanonical?: (Element | null)[]
  instantiatesUri?: string[]
  _instantiatesUri?: (Element | null)[]
  basedOn?: Reference<'CarePlan' | 'MedicationRequest' | 'ServiceRequest' | 'ImmunizationRecommendation'>[]
  groupIdentifier?: Identifier
  courseOfTherapyType?: CodeableConcept
  insurance?: Reference<'Coverage' | 'ClaimResponse'>[]
  note?: Annotation[]
  dosageInstruction?: Dosage[]
  dispenseRequest?: MedicationRequestDispenseRequest
  substitution?: MedicationRequestSubstitution
  priorPrescription?: Reference<'MedicationRequest'>
  detectedIssue?: Reference<'DetectedIssue'>[]
  eventHistory?: Reference<'Provenance'>[]
}

export interface MedicationRequestDispenseRequest extends BackboneElement {
  initialFill?: MedicationRequestDispenseRequestInitialFill
  dispenseInterval?: Duration
  validityPeriod?: Period
  numberOfRepeatsAllowed?: number
  _numberOfRepeatsAllowed?: Element
  quantity?: Quantity
  expectedSupplyDuration?: Duration
  performer?: Reference<'Organization'>
}

export interface MedicationRequestDispenseRequestInitialFill extends BackboneElement {
  quantity?: Quantity
  duration?: Duration
}

export interface MedicationRequestSubstitution extends BackboneElement {
  allowedBoolean?: boolean
  _allowedBoolean?: Element
  allowedCodeableConcept?: CodeableConcept
  reason?: CodeableConcept
}

export interface MedicationStatement extends DomainResource {
  readonly resourceType: 'MedicationStatement'
  identifier?: Identifier[]
  basedOn?: Reference<'MedicationRequest' | 'CarePlan' | 'ServiceRequest'>[]
  partOf?: Reference<'MedicationAdministration' | 'MedicationDispense' | 'MedicationStatement' | 'Procedure' | 'Observation'>[]
  status: 'active' | 'completed' | 'entered-in-error' | 'intended' | 'stopped' | 'on-hold' | 'unknown' | 'not-taken'
  _status?: Element
  statusReason?: CodeableConcept[]
  category?: CodeableConcept
  medicationCodeableConcept?: CodeableConcept
  medicationReference?: Reference<'Medication'>
  subject: Reference<'Patient' | 'Group'>
  context?: Reference<'Encounter' | 'EpisodeOfCare'>
  effectiveDateTime?: string
  _effectiveDateTime?: Element
  effectivePeriod?: Period
  dateAsserted?: string
  _dateAsserted?: Element
  informationSource?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Organization'>
  derivedFrom?: Reference[]
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport'>[]
  note?: Annotation[]
  dosage?: Dosage[]
}

export interface MedicinalProduct extends DomainResource {
  readonly resourceType: 'MedicinalProduct'
  identifier?: Identifier[]
  type?: CodeableConcept
  domain?: Coding
  combinedPharmaceuticalDoseForm?: CodeableConcept
  legalStatusOfSupply?: CodeableConcept
  additionalMonitoringIndicator?: CodeableConcept
  specialMeasures?: string[]
  _specialMeasures?: (Element | null)[]
  paediatricUseIndicator?: CodeableConcept
  productClassification?: CodeableConcept[]
  marketingStatus?: MarketingStatus[]
  pharmaceuticalProduct?: Reference<'MedicinalProductPharmaceutical'>[]
  packagedMedicinalProduct?: Reference<'MedicinalProductPackaged'>[]
  attachedDocument?: Reference<'DocumentReference'>[]
  masterFile?: Reference<'DocumentReference'>[]
  contact?: Reference<'Organization' | 'PractitionerRole'>[]
  clinicalTrial?: Reference<'ResearchStudy'>[]
  name: MedicinalProductName[]
  crossReference?: Identifier[]
  manufacturingBusinessOperation?: MedicinalProductManufacturingBusinessOperation[]
  specialDesignation?: MedicinalProductSpecialDesignation[]
}

export interface MedicinalProductName extends BackboneElement {
  productName: string
  _productName?: Element
  namePart?: MedicinalProductNameNamePart[]
  countryLanguage?: MedicinalProductNameCountryLanguage[]
}

export interface MedicinalProductNameNamePart extends BackboneElement {
  part: string
  _part?: Element
  type: Coding
}

export interface MedicinalProductNameCountryLanguage extends BackboneElement {
  country: CodeableConcept
  jurisdiction?: CodeableConcept
  language: CodeableConcept
}

export interface MedicinalProductManufacturingBusinessOperation extends BackboneElement {
  operationType?: CodeableConcept
  authorisationReferenceNumber?: Identifier
  effectiveDate?: string
  _effectiveDate?: Element
  confidentialityIndicator?: CodeableConcept
  manufacturer?: Reference<'Organization'>[]
  regulator?: Reference<'Organization'>
}

export interface MedicinalProductSpecialDesignation extends BackboneElement {
  identifier?: Identifier[]
  type?: CodeableConcept
  intendedUse?: CodeableConcept
  indicationCodeableConcept?: CodeableConcept
  indicationReference?: Reference<'MedicinalProductIndication'>
  status?: CodeableConcept
  date?: string
  _date?: Element
  species?: CodeableConcept
}

export interface MedicinalProductAuthorization extends DomainResource {
  readonly resourceType: 'MedicinalProductAuthorization'
  identifier?: Identifier[]
  subject?: Reference<'MedicinalProduct' | 'MedicinalProductPackaged'>
  country?: CodeableConcept[]
  jurisdiction?: CodeableConcept[]
  status?: CodeableConcept
  statusDate?: string
  _statusDate?: Element
  restoreDate?: string
  _restoreDate?: Element
  validityPeriod?: Period
  dataExclusivityPeriod?: Period
  dateOfFirstAuthorization?: string
  _dateOfFirstAuthorization?: Element
  internationalBirthDate?: string
  _internationalBirthDate?: Element
  legalBasis?: CodeableConcept
  jurisdictionalAuthorization?: MedicinalProductAuthorizationJurisdictionalAuthorization[]
  holder?: Reference<'Organization'>
  regulator?: Reference<'Organization'>
  procedure?: MedicinalProductAuthorizationProcedure
}

export interface MedicinalProductAuthorizationJurisdictionalAuthorization extends BackboneElement {
  identifier?: Identifier[]
  country?: CodeableConcept
  jurisdiction?: CodeableConcept[]
  legalStatusOfSupply?: CodeableConcept
  validityPeriod?: Period
}

export interface MedicinalProductAuthorizationProcedure extends BackboneElement {
  identifier?: Identifier
  type: CodeableConcept
  datePeriod?: Period
  dateDateTime?: string
  _dateDateTime?: Element
  application?: MedicinalProductAuthorizationProcedure[]
}

export interface MedicinalProductContraindication extends DomainResource {
  readonly resourceType: 'MedicinalProductContraindication'
  subject?: Reference<'MedicinalProduct' | 'Medication'>[]
  disease?: CodeableConcept
  diseaseStatus?: CodeableConcept
  comorbidity?: CodeableConcept[]
  therapeuticIndication?: Reference<'MedicinalProductIndication'>[]
  otherTherapy?: MedicinalProductContraindicationOtherTherapy[]
  population?: Population[]
}

export interface MedicinalProductContraindicationOtherTherapy extends BackboneElement {
  therapyRelationshipType: CodeableConcept
  medicationCodeableConcept?: CodeableConcept
  medicationReference?: Reference<'MedicinalProduct' | 'Medication' | 'Substance' | 'SubstanceSpecification'>
}

export interface MedicinalProductIndication extends DomainResource {
  readonly resourceType: 'MedicinalProductIndication'
  subject?: Reference<'MedicinalProduct' | 'Medication'>[]
  diseaseSymptomProcedure?: CodeableConcept
  diseaseStatus?: CodeableConcept
  comorbidity?: CodeableConcept[]
  intendedEffect?: CodeableConcept
  duration?: Quantity
  otherTherapy?: MedicinalProductIndicationOtherTherapy[]
  undesirableEffect?: Reference<'MedicinalProductUndesirableEffect'>[]
  population?: Population[]
}

export interface MedicinalProductIndicationOtherTherapy extends BackboneElement {
  therapyRelationshipType: CodeableConcept
  medicationCodeableConcept?: CodeableConcept
  medicationReference?: Reference<'MedicinalProduct' | 'Medication' | 'Substance' | 'SubstanceSpecification'>
}

export interface MedicinalProductIngredient extends DomainResource {
  readonly resourceType: 'MedicinalProductIngredient'
  identifier?: Identifier
  role: CodeableConcept
  allergenicIndicator?: boolean
  _allergenicIndicator?: Element
  manufacturer?: Reference<'Organization'>[]
  specifiedSubstance?: MedicinalProductIngredientSpecifiedSubstance[]
  substance?: MedicinalProductIngredientSubstance
}

export interface MedicinalProductIngredientSpecifiedSubstance extends BackboneElement {
  code: CodeableConcept
  group: CodeableConcept
  confidentiality?: CodeableConcept
  strength?: MedicinalProductIngredientSpecifiedSubstanceStrength[]
}

export interface MedicinalProductIngredientSpecifiedSubstanceStrength extends BackboneElement {
  presentation: Ratio
  presentationLowLimit?: Ratio
  concentration?: Ratio
  concentrationLowLimit?: Ratio
  measurementPoint?: string
  _measurementPoint?: Element
  country?: CodeableConcept[]
  referenceStrength?: MedicinalProductIngredientSpecifiedSubstanceStrengthReferenceStrength[]
}

export interface MedicinalProductIngredientSpecifiedSubstanceStrengthReferenceStrength extends BackboneElement {
  substance?: CodeableConcept
  strength: Ratio
  strengthLowLimit?: Ratio
  measurementPoint?: string
  _measurementPoint?: Element
  country?: CodeableConcept[]
}

export interface MedicinalProductIngredientSubstance extends BackboneElement {
  code: CodeableConcept
  strength?: MedicinalProductIngredientSpecifiedSubstanceStrength[]
}

export interface MedicinalProductInteraction extends DomainResource {
  readonly resourceType: 'MedicinalProductInteraction'
  subject?: Reference<'MedicinalProduct' | 'Medication' | 'Substance'>[]
  description?: string
  _description?: Element
  interactant?: MedicinalProductInteractionInteractant[]
  type?: CodeableConcept
  effect?: CodeableConcept
  incidence?: CodeableConcept
  management?: CodeableConcept
}

export interface MedicinalProductInteractionInteractant extends BackboneElement {
  itemReference?: Reference<'MedicinalProduct' | 'Medication' | 'Substance' | 'ObservationDefinition'>
  itemCodeableConcept?: CodeableConcept
}

export interface MedicinalProductManufactured extends DomainResource {
  readonly resourceType: 'MedicinalProductManufactured'
  manufacturedDoseForm: CodeableConcept
  unitOfPresentation?: CodeableConcept
  quantity: Quantity
  manufacturer?: Reference<'Organization'>[]
  ingredient?: Reference<'MedicinalProductIngredient'>[]
  physicalCharacteristics?: ProdCharacteristic
  otherCharacteristics?: CodeableConcept[]
}

export interface MedicinalProductPackaged extends DomainResource {
  readonly resourceType: 'MedicinalProductPackaged'
  identifier?: Identifier[]
  subject?: Reference<'MedicinalProduct'>[]
  description?: string
  _description?: Element
  legalStatusOfSupply?: CodeableConcept
  marketingStatus?: MarketingStatus[]
  marketingAuthorization?: Reference<'MedicinalProductAuthorization'>
  manufacturer?: Reference<'Organization'>[]
  batchIdentifier?: MedicinalProductPackagedBatchIdentifier[]
  packageItem: MedicinalProductPackagedPackageItem[]
}

export interface MedicinalProductPackagedBatchIdentifier extends BackboneElement {
  outerPackaging: Identifier
  immediatePackaging?: Identifier
}

export interface MedicinalProductPackagedPackageItem extends BackboneElement {
  identifier?: Identifier[]
  type: CodeableConcept
  quantity: Quantity
  material?: CodeableConcept[]
  alternateMaterial?: CodeableConcept[]
  device?: Reference<'DeviceDefinition'>[]
  manufacturedItem?: Reference<'MedicinalProductManufactured'>[]
  packageItem?: MedicinalProductPackagedPackageItem[]
  physicalCharacteristics?: ProdCharacteristic
  otherCharacteristics?: CodeableConcept[]
  shelfLifeStorage?: ProductShelfLife[]
  manufacturer?: Reference<'Organization'>[]
}

export interface MedicinalProductPharmaceutical extends DomainResource {
  readonly resourceType: 'MedicinalProductPharmaceutical'
  identifier?: Identifier[]
  administrableDoseForm: CodeableConcept
  unitOfPresentation?: CodeableConcept
  ingredient?: Reference<'MedicinalProductIngredient'>[]
  device?: Reference<'DeviceDefinition'>[]
  characteristics?: MedicinalProductPharmaceuticalCharacteristics[]
  routeOfAdministration: MedicinalProductPharmaceuticalRouteOfAdministration[]
}

export interface MedicinalProductPharmaceuticalCharacteristics extends BackboneElement {
  code: CodeableConcept
  status?: CodeableConcept
}

export interface MedicinalProductPharmaceuticalRouteOfAdministration extends BackboneElement {
  code: CodeableConcept
  firstDose?: Quantity
  maxSingleDose?: Quantity
  maxDosePerDay?: Quantity
  maxDosePerTreatmentPeriod?: Ratio
  maxTreatmentPeriod?: Duration
  targetSpecies?: MedicinalProductPharmaceuticalRouteOfAdministrationTargetSpecies[]
}

export interface MedicinalProductPharmaceuticalRouteOfAdministrationTargetSpecies extends BackboneElement {
  code: CodeableConcept
  withdrawalPeriod?: MedicinalProductPharmaceuticalRouteOfAdministrationTargetSpeciesWithdrawalPeriod[]
}

export interface MedicinalProductPharmaceuticalRouteOfAdministrationTargetSpeciesWithdrawalPeriod extends BackboneElement {
  tissue: CodeableConcept
  value: Quantity
  supportingInformation?: string
  _supportingInformation?: Element
}

export interface MedicinalProductUndesirableEffect extends DomainResource {
  readonly resourceType: 'MedicinalProductUndesirableEffect'
  subject?: Reference<'MedicinalProduct' | 'Medication'>[]
  symptomConditionEffect?: CodeableConcept
  classification?: CodeableConcept
  frequencyOfOccurrence?: CodeableConcept
  population?: Population[]
}

export interface MessageDefinition extends DomainResource {
  readonly resourceType: 'MessageDefinition'
  url?: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  replaces?: string[]
  _replaces?: (Element | null)[]
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  date: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  copyright?: string
  _copyright?: Element
  base?: string
  _base?: Element
  parent?: string[]
  _parent?: (Element | null)[]
  eventCoding?: Coding
  eventUri?: string
  _eventUri?: Element
  category?: 'consequence' | 'currency' | 'notification'
  _category?: Element
  focus?: MessageDefinitionFocus[]
  responseRequired?: 'always' | 'on-error' | 'never' | 'on-success'
  _responseRequired?: Element
  allowedResponse?: MessageDefinitionAllowedResponse[]
  graph?: string[]
  _graph?: (Element | null)[]
}

export interface MessageDefinitionFocus extends BackboneElement {
  code: string
  _code?: Element
  profile?: string
  _profile?: Element
  min: number
  _min?: Element
  max?: string
  _max?: Element
}

export interface MessageDefinitionAllowedResponse extends BackboneElement {
  message: string
  _message?: Element
  situation?: string
  _situation?: Element
}

export interface MessageHeader extends DomainResource {
  readonly resourceType: 'MessageHeader'
  eventCoding?: Coding
  eventUri?: string
  _eventUri?: Element
  destination?: MessageHeaderDestination[]
  sender?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  enterer?: Reference<'Practitioner' | 'PractitionerRole'>
  author?: Reference<'Practitioner' | 'PractitionerRole'>
  source: MessageHeaderSource
  responsible?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  reason?: CodeableConcept
  response?: MessageHeaderResponse
  focus?: Reference[]
  definition?: string
  _definition?: Element
}

export interface MessageHeaderDestination extends BackboneElement {
  name?: string
  _name?: Element
  target?: Reference<'Device'>
  endpoint: string
  _endpoint?: Element
  receiver?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
}

export interface MessageHeaderSource extends BackboneElement {
  name?: string
  _name?: Element
  software?: string
  _software?: Element
  version?: string
  _version?: Element
  contact?: ContactPoint
  endpoint: string
  _endpoint?: Element
}

export interface MessageHeaderResponse extends BackboneElement {
  identifier: string
  _identifier?: Element
  code: 'ok' | 'transient-error' | 'fatal-error'
  _code?: Element
  details?: Reference<'OperationOutcome'>
}

export interface Meta extends Element {
  versionId?: string
  _versionId?: Element
  lastUpdated?: string
  _lastUpdated?: Element
  source?: string
  _source?: Element
  profile?: string[]
  _profile?: (Element | null)[]
  security?: Coding[]
  tag?: Coding[]
  project?: string
  _project?: Element
  author?: Reference
  onBehalfOf?: Reference
  account?: Reference
  accounts?: Reference[]
  compartment?: Reference[]
}

export interface MolecularSequence extends DomainResource {
  readonly resourceType: 'MolecularSequence'
  identifier?: Identifier[]
  type?: 'aa' | 'dna' | 'rna'
  _type?: Element
  coordinateSystem: number
  _coordinateSystem?: Element
  patient?: Reference<'Patient'>
  specimen?: Reference<'Specimen'>
  device?: Reference<'Device'>
  performer?: Reference<'Organization'>
  quantity?: Quantity
  referenceSeq?: MolecularSequenceReferenceSeq
  variant?: MolecularSequenceVariant[]
  observedSeq?: string
  _observedSeq?: Element
  quality?: MolecularSequenceQuality[]
  readCoverage?: number
  _readCoverage?: Element
  repository?: MolecularSequenceRepository[]
  pointer?: Reference<'MolecularSequence'>[]
  structureVariant?: MolecularSequenceStructureVariant[]
}

export interface MolecularSequenceReferenceSeq extends BackboneElement {
  chromosome?: CodeableConcept
  genomeBuild?: string
  _genomeBuild?: Element
  orientation?: 'sense' | 'antisense'
  _orientation?: Element
  referenceSeqId?: CodeableConcept
  referenceSeqPointer?: Reference<'MolecularSequence'>
  referenceSeqString?: string
  _referenceSeqString?: Element
  strand?: 'watson' | 'crick'
  _strand?: Element
  windowStart?: number
  _windowStart?: Element
  windowEnd?: number
  _windowEnd?: Element
}

export interface MolecularSequenceVariant extends BackboneElement {
  start?: number
  _start?: Element
  end?: number
  _end?: Element
  observedAllele?: string
  _observedAllele?: Element
  referenceAllele?: string
  _referenceAllele?: Element
  cigar?: string
  _cigar?: Element
  variantPointer?: Reference<'Observation'>
}

export interface MolecularSequenceQuality extends BackboneElement {
  type: 'indel' | 'snp' | 'unknown'
  _type?: Element
  standardSequence?: CodeableConcept
  start?: number
  _start?: Element
  end?: number
  _end?: Element
  score?: Quantity
  method?: CodeableConcept
  truthTP?: number
  _truthTP?: Element
  queryTP?: number
  _queryTP?: Element
  truthFN?: number
  _truthFN?: Element
  queryFP?: number
  _queryFP?: Element
  gtFP?: number
  _gtFP?: Element
  precision?: number
  _precision?: Element
  recall?: number
  _recall?: Element
  fScore?: number
  _fScore?: Element
  roc?: MolecularSequenceQualityRoc
}

export interface MolecularSequenceQualityRoc extends BackboneElement {
  score?: number[]
  _score?: (Element | null)[]
  numTP?: number[]
  _numTP?: (Element | null)[]
  numFP?: number[]
  _numFP?: (Element | null)[]
  numFN?: number[]
  _numFN?: (Element | null)[]
  precision?: number[]
  _precision?: (Element | null)[]
  sensitivity?: number[]
  _sensitivity?: (Element | null)[]
  fMeasure?: number[]
  _fMeasure?: (Element | null)[]
}

export interface MolecularSequenceRepository extends BackboneElement {
  type: 'directlink' | 'openapi' | 'login' | 'oauth' | 'other'
  _type?: Element
  url?: string
  _url?: Element
  name?: string
  _name?: Element
  datasetId?: string
  _datasetId?: Element
  variantsetId?: string
  _variantsetId?: Element
  readsetId?: string
  _readsetId?: Element
}

export interface MolecularSequenceStructureVariant extends BackboneElement {
  variantType?: CodeableConcept
  exact?: boolean
  _exact?: Element
  length?: number
  _length?: Element
  outer?: MolecularSequenceStructureVariantOuter
  inner?: MolecularSequenceStructureVariantInner
}

export interface MolecularSequenceStructureVariantOuter extends BackboneElement {
  start?: number
  _start?: Element
  end?: number
  _end?: Element
}

export interface MolecularSequenceStructureVariantInner extends BackboneElement {
  start?: number
  _start?: Element
  end?: number
  _end?: Element
}

export interface Money extends Element {
  value?: number
  _value?: Element
  currency?: string
  _currency?: Element
}

export interface NamingSystem extends DomainResource {
  readonly resourceType: 'NamingSystem'
  name: string
  _name?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  kind: 'codesystem' | 'identifier' | 'root'
  _kind?: Element
  date: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  responsible?: string
  _responsible?: Element
  type?: CodeableConcept
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  usage?: string
  _usage?: Element
  uniqueId: NamingSystemUniqueId[]
}

export interface NamingSystemUniqueId extends BackboneElement {
  type: 'oid' | 'uuid' | 'uri' | 'other'
  _type?: Element
  value: string
  _value?: Element
  preferred?: boolean
  _preferred?: Element
  comment?: string
  _comment?: Element
  period?: Period
}

export interface Narrative extends Element {
  status: 'generated' | 'extensions' | 'additional' | 'empty'
  _status?: Element
  div: string
  _div?: Element
}

export interface NutritionOrder extends DomainResource {
  readonly resourceType: 'NutritionOrder'
  identifier?: Identifier[]
  instantiatesCanonical?: string[]
  _instantiatesCanonical?: (Element | null)[]
  instantiatesUri?: string[]
  _instantiatesUri?: (Element | null)[]
  instantiates?: string[]
  _instantiates?: (Element | null)[]
  status: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element
  intent: 'proposal' | 'plan' | 'directive' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'
  _intent?: Element
  patient: Reference<'Patient'>
  encounter?: Reference<'Encounter'>
  dateTime: string
  _dateTime?: Element
  orderer?: Reference<'Practitioner' | 'PractitionerRole'>
  allergyIntolerance?: Reference<'AllergyIntolerance'>[]
  foodPreferenceModifier?: CodeableConcept[]
  excludeFoodModifier?: CodeableConcept[]
  oralDiet?: NutritionOrderOralDiet
  supplement?: NutritionOrderSupplement[]
  enteralFormula?: NutritionOrderEnteralFormula
  note?: Annotation[]
}

export interface NutritionOrderOralDiet extends BackboneElement {
  type?: CodeableConcept[]
  schedule?: Timing[]
  nutrient?: NutritionOrderOralDietNutrient[]
  texture?: NutritionOrderOralDietTexture[]
  fluidConsistencyType?: CodeableConcept[]
  instruction?: string
  _instruction?: Element
}

export interface NutritionOrderOralDietNutrient extends BackboneElement {
  modifier?: CodeableConcept
  amount?: Quantity
}

export interface NutritionOrderOralDietTexture extends BackboneElement {
  modifier?: CodeableConcept
  foodType?: CodeableConcept
}

export interface NutritionOrderSupplement extends BackboneElement {
  type?: CodeableConcept
  productName?: string
  _productName?: Element
  schedule?: Timing[]
  quantity?: Quantity
  instruction?: string
  _instruction?: Element
}

export interface NutritionOrderEnteralFormula extends BackboneElement {
  baseFormulaType?: CodeableConcept
  baseFormulaProductName?: string
  _baseFormulaProductName?: Element
  additiveType?: CodeableConcept
  additiveProductName?: string
  _additiveProductName?: Element
  caloricDensity?: Quantity
  routeofAdministration?: CodeableConcept
  administration?: NutritionOrderEnteralFormulaAdministration[]
  maxVolumeToDeliver?: Quantity
  administrationInstruction?: string
  _administrationInstruction?: Element
}

export interface NutritionOrderEnteralFormulaAdministration extends BackboneElement {
  schedule?: Timing
  quantity?: Quantity
  rateQuantity?: Quantity
  rateRatio?: Ratio
}

export interface Observation extends DomainResource {
  readonly resourceType: 'Observation'
  identifier?: Identifier[]
  basedOn?: Reference<'CarePlan' | 'DeviceRequest' | 'ImmunizationRecommendation' | 'MedicationRequest' | 'NutritionOrder' | 'ServiceRequest'>[]
  partOf?: Reference<'MedicationAdministration' | 'MedicationDispense' | 'MedicationStatement' | 'Procedure' | 'Immunization' | 'ImagingStudy'>[]
  status: 'registered' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'cancelled' | 'entered-in-error' | 'unknown'
  _status?: Element
  category?: CodeableConcept[]
  code: CodeableConcept
  subject?: Reference<'Patient' | 'Group' | 'Device' | 'Location'>
  focus?: Reference[]
  encounter?: Reference<'Encounter'>
  effectiveDateTime?: string
  _effectiveDateTime?: Element
  effectivePeriod?: Period
  effectiveTiming?: Timing
  effectiveInstant?: string
  _effectiveInstant?: Element
  issued?: string
  _issued?: Element
  performer?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam' | 'Patient' | 'RelatedPerson'>[]
  valueQuantity?: Quantity
  valueCodeableConcept?: CodeableConcept
  valueString?: string
  _valueString?: Element
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueInteger?: number
  _valueInteger?: Element
  valueRange?: Range
  valueRatio?: Ratio
  valueSampledData?: SampledData
  valueTime?: string
  _valueTime?: Element
  valueDateTime?: string
  _valueDateTime?: Element
  valuePeriod?: Period
  dataAbsentReason?: CodeableConcept
  interpretation?: CodeableConcept[]
  note?: Annotation[]
  bodySite?: CodeableConcept
  method?: CodeableConcept
  specimen?: Reference<'Specimen'>
  device?: Reference<'Device' | 'DeviceMetric'>
  referenceRange?: ObservationReferenceRange[]
  hasMember?: Reference<'Observation' | 'QuestionnaireResponse' | 'MolecularSequence'>[]
  derivedFrom?: Reference<'DocumentReference' | 'ImagingStudy' | 'Media' | 'QuestionnaireResponse' | 'Observation' | 'MolecularSequence'>[]
  component?: ObservationComponent[]
}

export interface ObservationReferenceRange extends BackboneElement {
  low?: Quantity
  high?: Quantity
  type?: CodeableConcept
  appliesTo?: CodeableConcept[]
  age?: Range
  text?: string
  _text?: Element
}

export interface ObservationComponent extends BackboneElement {
  code: CodeableConcept
  valueQuantity?: Quantity
  valueCodeableConcept?: CodeableConcept
  valueString?: string
  _valueString?: Element
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueInteger?: number
  _valueInteger?: Element
  valueRange?: Range
  valueRatio?: Ratio
  valueSampledData?: SampledData
  valueTime?: string
  _valueTime?: Element
  valueDateTime?: string
  _valueDateTime?: Element
  valuePeriod?: Period
  dataAbsentReason?: CodeableConcept
  interpretation?: CodeableConcept[]
  referenceRange?: ObservationReferenceRange[]
}

export interface ObservationDefinition extends DomainResource {
  readonly resourceType: 'ObservationDefinition'
  category?: CodeableConcept[]
  code: CodeableConcept
  identifier?: Identifier[]
  permittedDataType?: ('Quantity' | 'CodeableConcept' | 'string' | 'boolean' | 'integer' | 'Range' | 'Ratio' | 'SampledData' | 'time' | 'dateTime' | 'Period')[]
  _permittedDataType?: (Element | null)[]
  multipleResultsAllowed?: boolean
  _multipleResultsAllowed?: Element
  method?: CodeableConcept
  preferredReportName?: string
  _preferredReportName?: Element
  quantitativeDetails?: ObservationDefinitionQuantitativeDetails
  qualifiedInterval?: ObservationDefinitionQualifiedInterval[]
  validCodedValueSet?: Reference<'ValueSet'>
  normalCodedValueSet?: Reference<'ValueSet'>
  abnormalCodedValueSet?: Reference<'ValueSet'>
  criticalCodedValueSet?: Reference<'ValueSet'>
}

export interface ObservationDefinitionQuantitativeDetails extends BackboneElement {
  customaryUnit?: CodeableConcept
  unit?: CodeableConcept
  conversionFactor?: number
  _conversionFactor?: Element
  decimalPrecision?: number
  _decimalPrecision?: Element
}

export interface ObservationDefinitionQualifiedInterval extends BackboneElement {
  category?: 'reference' | 'critical' | 'absolute'
  _category?: Element
  range?: Range
  context?: CodeableConcept
  appliesTo?: CodeableConcept[]
  gender?: 'male' | 'female' | 'other' | 'unknown'
  _gender?: Element
  age?: Range
  gestationalAge?: Range
  condition?: string
  _condition?: Element
}

export interface OperationDefinition extends DomainResource {
  readonly resourceType: 'OperationDefinition'
  url?: string
  _url?: Element
  version?: string
  _version?: Element
  name: string
  _name?: Element
  title?: string
  _title?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  kind: 'operation' | 'query'
  _kind?: Element
  experimental?: boolean
  _experimental?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  affectsState?: boolean
  _affectsState?: Element
  code: string
  _code?: Element
  comment?: string
  _comment?: Element
  base?: string
  _base?: Element
  resource?: string[]
  _resource?: (Element | null)[]
  system: boolean
  _system?: Element
  type: boolean
  _type?: Element
  instance: boolean
  _instance?: Element
  inputProfile?: string
  _inputProfile?: Element
  outputProfile?: string
  _outputProfile?: Element
  parameter?: OperationDefinitionParameter[]
  overload?: OperationDefinitionOverload[]
}

export interface OperationDefinitionParameter extends BackboneElement {
  name: string
  _name?: Element
  use: 'in' | 'out'
  _use?: Element
  min: number
  _min?: Element
  max: string
  _max?: Element
  documentation?: string
  _documentation?: Element
  type?: string
  _type?: Element
  targetProfile?: string[]
  _targetProfile?: (Element | null)[]
  searchType?: 'number' | 'date' | 'string' | 'token' | 'reference' | 'composite' | 'quantity' | 'uri' | 'special'
  _searchType?: Element
  binding?: OperationDefinitionParameterBinding
  referencedFrom?: OperationDefinitionParameterReferencedFrom[]
  part?: OperationDefinitionParameter[]
}

export interface OperationDefinitionParameterBinding extends BackboneElement {
  strength: 'required' | 'extensible' | 'preferred' | 'example'
  _strength?: Element
  valueSet: string
  _valueSet?: Element
}

export interface OperationDefinitionParameterReferencedFrom extends BackboneElement {
  source: string
  _source?: Element
  sourceId?: string
  _sourceId?: Element
}

export interface OperationDefinitionOverload extends BackboneElement {
  parameterName?: string[]
  _parameterName?: (Element | null)[]
  comment?: string
  _comment?: Element
}

export interface OperationOutcome extends DomainResource {
  readonly resourceType: 'OperationOutcome'
  issue: OperationOutcomeIssue[]
}

export interface OperationOutcomeIssue extends BackboneElement {
  severity: 'fatal' | 'error' | 'warning' | 'information'
  _severity?: Element
  code: 'invalid' | 'structure' | 'required' | 'value' | 'invariant' | 'security' | 'login' | 'unknown' | 'expired' | 'forbidden' | 'suppressed' | 'processing' | 'not-supported' | 'duplicate' | 'multiple-matches' | 'not-found' | 'deleted' | 'too-long' | 'code-invalid' | 'extension' | 'too-costly' | 'business-rule' | 'conflict' | 'transient' | 'lock-error' | 'no-store' | 'exception' | 'timeout' | 'incomplete' | 'throttled' | 'informational'
  _code?: Element
  details?: CodeableConcept
  diagnostics?: string
  _diagnostics?: Element
  location?: string[]
  _location?: (Element | null)[]
  expression?: string[]
  _expression?: (Element | null)[]
}

export interface Organization extends DomainResource {
  readonly resourceType: 'Organization'
  identifier?: Identifier[]
  active?: boolean
  _active?: Element
  type?: CodeableConcept[]
  name?: string
  _name?: Element
  alias?: string[]
  _alias?: (Element | null)[]
  telecom?: ContactPoint[]
  address?: Address[]
  partOf?: Reference<'Organization'>
  contact?: OrganizationContact[]
  endpoint?: Reference<'Endpoint'>[]
}

export interface OrganizationContact extends BackboneElement {
  purpose?: CodeableConcept
  name?: HumanName
  telecom?: ContactPoint[]
  address?: Address
}

export interface OrganizationAffiliation extends DomainResource {
  readonly resourceType: 'OrganizationAffiliation'
  identifier?: Identifier[]
  active?: boolean
  _active?: Element
  period?: Period
  organization?: Reference<'Organization'>
  participatingOrganization?: Reference<'Organization'>
  network?: Reference<'Organization'>[]
  code?: CodeableConcept[]
  specialty?: CodeableConcept[]
  location?: Reference<'Location'>[]
  healthcareService?: Reference<'HealthcareService'>[]
  telecom?: ContactPoint[]
  endpoint?: Reference<'Endpoint'>[]
}

export interface ParameterDefinition extends Element {
  name?: string
  _name?: Element
  use: 'in' | 'out'
  _use?: Element
  min?: number
  _min?: Element
  max?: string
  _max?: Element
  documentation?: string
  _documentation?: Element
  type: string
  _type?: Element
  profile?: string
  _profile?: Element
}

export interface Parameters extends Resource {
  readonly resourceType: 'Parameters'
  parameter?: ParametersParameter[]
}

export interface ParametersParameter extends BackboneElement {
  name: string
  _name?: Element
  valueBase64Binary?: string
  _valueBase64Binary?: Element
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueCanonical?: string
  _valueCanonical?: Element
  valueCode?: string
  _valueCode?: Element
  valueDate?: string
  _valueDate?: Element
  valueDateTime?: string
  _valueDateTime?: Element
  valueDecimal?: number
  _valueDecimal?: Element
  valueId?: string
  _valueId?: Element
  valueInstant?: string
  _valueInstant?: Element
  valueInteger?: number
  _valueInteger?: Element
  valueMarkdown?: string
  _valueMarkdown?: Element
  valueOid?: string
  _valueOid?: Element
  valuePositiveInt?: number
  _valuePositiveInt?: Element
  valueString?: string
  _valueString?: Element
  valueTime?: string
  _valueTime?: Element
  valueUnsignedInt?: number
  _valueUnsignedInt?: Element
  valueUri?: string
  _valueUri?: Element
  valueUrl?: string
  _valueUrl?: Element
  valueUuid?: string
  _valueUuid?: Element
  valueAddress?: Address
  valueAge?: Age
  valueAnnotation?: Annotation
  valueAttachment?: Attachment
  valueCodeableConcept?: CodeableConcept
  valueCoding?: Coding
  valueContactPoint?: ContactPoint
  valueCount?: Count
  valueDistance?: Distance
  valueDuration?: Duration
  valueHumanName?: HumanName
  valueIdentifier?: Identifier
  valueMoney?: Money
  valuePeriod?: Period
  valueQuantity?: Quantity
  valueRange?: Range
  valueRatio?: Ratio
  valueReference?: Reference
  valueSampledData?: SampledData
  valueSignature?: Signature
  valueTiming?: Timing
  valueContactDetail?: ContactDetail
  valueContributor?: Contributor
  valueDataRequirement?: DataRequirement
  valueExpression?: Expression
  valueParameterDefinition?: ParameterDefinition
  valueRelatedArtifact?: RelatedArtifact
  valueTriggerDefinition?: TriggerDefinition
  valueUsageContext?: UsageContext
  valueDosage?: Dosage
  valueMeta?: Meta
  resource?: Resource
  part?: ParametersParameter[]
}

export interface Patient extends DomainResource {
  readonly resourceType: 'Patient'
  identifier?: Identifier[]
  active?: boolean
  _active?: Element
  name?: HumanName[]
  telecom?: ContactPoint[]
  gender?: 'male' | 'female' | 'other' | 'unknown'
  _gender?: Element
  birthDate?: string
  _birthDate?: Element
  deceasedBoolean?: boolean
  _deceasedBoolean?: Element
  deceasedDateTime?: string
  _deceasedDateTime?: Element
  address?: Address[]
  maritalStatus?: CodeableConcept
  multipleBirthBoolean?: boolean
  _multipleBirthBoolean?: Element
  multipleBirthInteger?: number
  _multipleBirthInteger?: Element
  photo?: Attachment[]
  contact?: PatientContact[]
  communication?: PatientCommunication[]
  generalPractitioner?: Reference<'Organization' | 'Practitioner' | 'PractitionerRole'>[]
  managingOrganization?: Reference<'Organization'>
  link?: PatientLink[]
}

export interface PatientContact extends BackboneElement {
  relationship?: CodeableConcept[]
  name?: HumanName
  telecom?: ContactPoint[]
  address?: Address
  gender?: 'male' | 'female' | 'other' | 'unknown'
  _gender?: Element
  organization?: Reference<'Organization'>
  period?: Period
}

export interface PatientCommunication extends BackboneElement {
  language: CodeableConcept
  preferred?: boolean
  _preferred?: Element
}

export interface PatientLink extends BackboneElement {
  other: Reference<'Patient' | 'RelatedPerson'>
  type: 'replaced-by' | 'replaces' | 'refer' | 'seealso'
  _type?: Element
}

export interface PaymentNotice extends DomainResource {
  readonly resourceType: 'PaymentNotice'
  identifier?: Identifier[]
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element
  request?: Reference
  response?: Reference
  created: string
  _created?: Element
  provider?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  payment: Reference<'PaymentReconciliation'>
  paymentDate?: string
  _paymentDate?: Element
  payee?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  recipient: Reference<'Organization'>
  amount: Money
  paymentStatus?: CodeableConcept
}

export interface PaymentReconciliation extends DomainResource {
  readonly resourceType: 'PaymentReconciliation'
  identifier?: Identifier[]
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element
  period?: Period
  created: string
  _created?: Element
  paymentIssuer?: Reference<'Organization'>
  request?: Reference<'Task'>
  requestor?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  outcome?: 'queued' | 'complete' | 'error' | 'partial'
  _outcome?: Element
  disposition?: string
  _disposition?: Element
  paymentDate: string
  _paymentDate?: Element
  paymentAmount: Money
  paymentIdentifier?: Identifier
  detail?: PaymentReconciliationDetail[]
  formCode?: CodeableConcept
  processNote?: PaymentReconciliationProcessNote[]
}

export interface PaymentReconciliationDetail extends BackboneElement {
  identifier?: Identifier
  predecessor?: Identifier
  type: CodeableConcept
  request?: Reference
  submitter?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  response?: Reference
  date?: string
  _date?: Element
  responsible?: Reference<'PractitionerRole'>
  payee?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  amount?: Money
}

export interface PaymentReconciliationProcessNote extends BackboneElement {
  type?: 'display' | 'print' | 'printoper'
  _type?: Element
  text?: string
  _text?: Element
}

export interface Period extends Element {
  start?: string
  _start?: Element
  end?: string
  _end?: Element
}

export interface Person extends DomainResource {
  readonly resourceType: 'Person'
  identifier?: Identifier[]
  name?: HumanName[]
  telecom?: ContactPoint[]
  gender?: 'male' | 'female' | 'other' | 'unknown'
  _gender?: Element
  birthDate?: string
  _birthDate?: Element
  address?: Address[]
  photo?: Attachment
  managingOrganization?: Reference<'Organization'>
  active?: boolean
  _active?: Element
  link?: PersonLink[]
}

export interface PersonLink extends BackboneElement {
  target: Reference<'Patient' | 'Practitioner' | 'RelatedPerson' | 'Person'>
  assurance?: 'level1' | 'level2' | 'level3' | 'level4'
  _assurance?: Element
}

export interface PlanDefinition extends DomainResource {
  readonly resourceType: 'PlanDefinition'
  url?: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  subtitle?: string
  _subtitle?: Element
  type?: CodeableConcept
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  subjectCodeableConcept?: CodeableConcept
  subjectReference?: Reference<'Group'>
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  usage?: string
  _usage?: Element
  copyright?: string
  _copyright?: Element
  approvalDate?: string
  _approvalDate?: Element
  lastReviewDate?: string
  _lastReviewDate?: Element
  effectivePeriod?: Period
  topic?: CodeableConcept[]
  author?: ContactDetail[]
  editor?: ContactDetail[]
  reviewer?: ContactDetail[]
  endorser?: ContactDetail[]
  relatedArtifact?: RelatedArtifact[]
  library?: string[]
  _library?: (Element | null)[]
  goal?: PlanDefinitionGoal[]
  action?: PlanDefinitionAction[]
}

export interface PlanDefinitionGoal extends BackboneElement {
  category?: CodeableConcept
  description: CodeableConcept
  priority?: CodeableConcept
  start?: CodeableConcept
  addresses?: CodeableConcept[]
  documentation?: RelatedArtifact[]
  target?: PlanDefinitionGoalTarget[]
}

export interface PlanDefinitionGoalTarget extends BackboneElement {
  measure?: CodeableConcept
  detailQuantity?: Quantity
  detailRange?: Range
  detailCodeableConcept?: CodeableConcept
  due?: Duration
}

export interface PlanDefinitionAction extends BackboneElement {
  prefix?: string
  _prefix?: Element
  title?: string
  _title?: Element
  description?: string
  _description?: Element
  textEquivalent?: string
  _textEquivalent?: Element
  priority?: 'routine' | 'urgent' | 'asap' | 'stat'
  _priority?: Element
  code?: CodeableConcept[]
  reason?: CodeableConcept[]
  documentation?: RelatedArtifact[]
  goalId?: string[]
  _goalId?: (Element | null)[]
  subjectCodeableConcept?: CodeableConcept
  subjectReference?: Reference<'Group'>
  trigger?: TriggerDefinition[]
  condition?: PlanDefinitionActionCondition[]
  input?: DataRequirement[]
  output?: DataRequirement[]
  relatedAction?: PlanDefinitionActionRelatedAction[]
  timingDateTime?: string
  _timingDateTime?: Element
  timingAge?: Age
  timingPeriod?: Period
  timingDuration?: Duration
  timingRange?: Range
  timingTiming?: Timing
  participant?: PlanDefinitionActionParticipant[]
  type?: CodeableConcept
  groupingBehavior?: 'visual-group' | 'logical-group' | 'sentence-group'
  _groupingBehavior?: Element
  selectionBehavior?: 'any' | 'all' | 'all-or-none' | 'exactly-one' | 'at-most-one' | 'one-or-more'
  _selectionBehavior?: Element
  requiredBehavior?: 'must' | 'could' | 'must-unless-documented'
  _requiredBehavior?: Element
  precheckBehavior?: 'yes' | 'no'
  _precheckBehavior?: Element
  cardinalityBehavior?: 'single' | 'multiple'
  _cardinalityBehavior?: Element
  definitionCanonical?: string
  _definitionCanonical?: Element
  definitionUri?: string
  _definitionUri?: Element
  transform?: string
  _transform?: Element
  dynamicValue?: PlanDefinitionActionDynamicValue[]
  action?: PlanDefinitionAction[]
}

export interface PlanDefinitionActionCondition extends BackboneElement {
  kind: 'applicability' | 'start' | 'stop'
  _kind?: Element
  expression?: Expression
}

export interface PlanDefinitionActionRelatedAction extends BackboneElement {
  actionId: string
  _actionId?: Element
  relationship: 'before-start' | 'before' | 'before-end' | 'concurrent-with-start' | 'concurrent' | 'concurrent-with-end' | 'after-start' | 'after' | 'after-end'
  _relationship?: Element
  offsetDuration?: Duration
  offsetRange?: Range
}

export interface PlanDefinitionActionParticipant extends BackboneElement {
  type: 'patient' | 'practitioner' | 'related-person' | 'device'
  _type?: Element
  role?: CodeableConcept
}

export interface PlanDefinitionActionDynamicValue extends BackboneElement {
  path?: string
  _path?: Element
  expression?: Expression
}

export interface Population extends BackboneElement {
  ageRange?: Range
  ageCodeableConcept?: CodeableConcept
  gender?: CodeableConcept
  race?: CodeableConcept
  physiologicalCondition?: CodeableConcept
}

export interface Practitioner extends DomainResource {
  readonly resourceType: 'Practitioner'
  identifier?: Identifier[]
  active?: boolean
  _active?: Element
  name?: HumanName[]
  telecom?: ContactPoint[]
  address?: Address[]
  gender?: 'male' | 'female' | 'other' | 'unknown'
  _gender?: Element
  birthDate?: string
  _birthDate?: Element
  photo?: Attachment[]
  qualification?: PractitionerQualification[]
  communication?: CodeableConcept[]
}

export interface PractitionerQualification extends BackboneElement {
  identifier?: Identifier[]
  code: CodeableConcept
  period?: Period
  issuer?: Reference<'Organization'>
}

export interface PractitionerRole extends DomainResource {
  readonly resourceType: 'PractitionerRole'
  identifier?: Identifier[]
  active?: boolean
  _active?: Element
  period?: Period
  practitioner?: Reference<'Practitioner'>
  organization?: Reference<'Organization'>
  code?: CodeableConcept[]
  specialty?: CodeableConcept[]
  location?: Reference<'Location'>[]
  healthcareService?: Reference<'HealthcareService'>[]
  telecom?: ContactPoint[]
  availableTime?: PractitionerRoleAvailableTime[]
  notAvailable?: PractitionerRoleNotAvailable[]
  availabilityExceptions?: string
  _availabilityExceptions?: Element
  endpoint?: Reference<'Endpoint'>[]
}

export interface PractitionerRoleAvailableTime extends BackboneElement {
  daysOfWeek?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[]
  _daysOfWeek?: (Element | null)[]
  allDay?: boolean
  _allDay?: Element
  availableStartTime?: string
  _availableStartTime?: Element
  availableEndTime?: string
  _availableEndTime?: Element
}

export interface PractitionerRoleNotAvailable extends BackboneElement {
  description: string
  _description?: Element
  during?: Period
}

export interface Procedure extends DomainResource {
  readonly resourceType: 'Procedure'
  identifier?: Identifier[]
  instantiatesCanonical?: string[]
  _instantiatesCanonical?: (Element | null)[]
  instantiatesUri?: string[]
  _instantiatesUri?: (Element | null)[]
  basedOn?: Reference<'CarePlan' | 'ServiceRequest'>[]
  partOf?: Reference<'Procedure' | 'Observation' | 'MedicationAdministration'>[]
  status: 'preparation' | 'in-progress' | 'not-done' | 'on-hold' | 'stopped' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element
  statusReason?: CodeableConcept
  category?: CodeableConcept
  code?: CodeableConcept
  subject: Reference<'Patient' | 'Group'>
  encounter?: Reference<'Encounter'>
  performedDateTime?: string
  _performedDateTime?: Element
  performedPeriod?: Period
  performedString?: string
  _performedString?: Element
  performedAge?: Age
  performedRange?: Range
  recorder?: Reference<'Patient' | 'RelatedPerson' | 'Practitioner' | 'PractitionerRole'>
  asserter?: Reference<'Patient' | 'RelatedPerson' | 'Practitioner' | 'PractitionerRole'>
  performer?: ProcedurePerformer[]
  location?: Reference<'Location'>
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'Procedure' | 'DiagnosticReport' | 'DocumentReference'>[]
  bodySite?: CodeableConcept[]
  outcome?: CodeableConcept
  report?: Reference<'DiagnosticReport' | 'DocumentReference' | 'Composition'>[]
  complication?: CodeableConcept[]
  complicationDetail?: Reference<'Condition'>[]
  followUp?: CodeableConcept[]
  note?: Annotation[]
  focalDevice?: ProcedureFocalDevice[]
  usedReference?: Reference<'Device' | 'Medication' | 'Substance'>[]
  usedCode?: CodeableConcept[]
}

export interface ProcedurePerformer extends BackboneElement {
  function?: CodeableConcept
  actor: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'RelatedPerson' | 'Device'>
  onBehalfOf?: Reference<'Organization'>
}

export interface ProcedureFocalDevice extends BackboneElement {
  action?: CodeableConcept
  manipulated: Reference<'Device'>
}

export interface ProdCharacteristic extends BackboneElement {
  height?: Quantity
  width?: Quantity
  depth?: Quantity
  weight?: Quantity
  nominalVolume?: Quantity
  externalDiameter?: Quantity
  shape?: string
  _shape?: Element
  color?: string[]
  _color?: (Element | null)[]
  imprint?: string[]
  _imprint?: (Element | null)[]
  image?: Attachment[]
  scoring?: CodeableConcept
}

export interface ProductShelfLife extends BackboneElement {
  identifier?: Identifier
  type: CodeableConcept
  period: Quantity
  specialPrecautionsForStorage?: CodeableConcept[]
}

export interface Provenance extends DomainResource {
  readonly resourceType: 'Provenance'
  target: Reference[]
  occurredPeriod?: Period
  occurredDateTime?: string
  _occurredDateTime?: Element
  recorded: string
  _recorded?: Element
  policy?: string[]
  _policy?: (Element | null)[]
  location?: Reference<'Location'>
  reason?: CodeableConcept[]
  activity?: CodeableConcept
  agent: ProvenanceAgent[]
  entity?: ProvenanceEntity[]
  signature?: Signature[]
}

export interface ProvenanceAgent extends BackboneElement {
  type?: CodeableConcept
  role?: CodeableConcept[]
  who: Reference<'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Patient' | 'Device' | 'Organization'>
  onBehalfOf?: Reference<'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Patient' | 'Device' | 'Organization'>
}

export interface ProvenanceEntity extends BackboneElement {
  role: 'derivation' | 'revision' | 'quotation' | 'source' | 'removal'
  _role?: Element
  what: Reference
  agent?: ProvenanceAgent[]
}

export interface Quantity extends Element {
  value?: number
  _value?: Element
  comparator?: '<' | '<=' | '>=' | '>'
  _comparator?: Element
  unit?: string
  _unit?: Element
  system?: string
  _system?: Element
  code?: string
  _code?: Element
}

export interface Questionnaire extends DomainResource {
  readonly resourceType: 'Questionnaire'
  url?: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  derivedFrom?: string[]
  _derivedFrom?: (Element | null)[]
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  subjectType?: string[]
  _subjectType?: (Element | null)[]
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  copyright?: string
  _copyright?: Element
  approvalDate?: string
  _approvalDate?: Element
  lastReviewDate?: string
  _lastReviewDate?: Element
  effectivePeriod?: Period
  code?: Coding[]
  item?: QuestionnaireItem[]
}

export interface QuestionnaireItem extends BackboneElement {
  linkId: string
  _linkId?: Element
  definition?: string
  _definition?: Element
  code?: Coding[]
  prefix?: string
  _prefix?: Element
  text?: string
  _text?: Element
  type: 'group' | 'display' | 'question' | 'boolean' | 'decimal' | 'integer' | 'date' | 'dateTime' | 'time' | 'string' | 'text' | 'url' | 'choice' | 'open-choice' | 'attachment' | 'reference' | 'quantity'
  _type?: Element
  enableWhen?: QuestionnaireItemEnableWhen[]
  enableBehavior?: 'all' | 'any'
  _enableBehavior?: Element
  required?: boolean
  _required?: Element
  repeats?: boolean
  _repeats?: Element
  readOnly?: boolean
  _readOnly?: Element
  maxLength?: number
  _maxLength?: Element
  answerValueSet?: string
  _answerValueSet?: Element
  answerOption?: QuestionnaireItemAnswerOption[]
  initial?: QuestionnaireItemInitial[]
  item?: QuestionnaireItem[]
}

export interface QuestionnaireItemEnableWhen extends BackboneElement {
  question: string
  _question?: Element
  operator: 'exists' | '=' | '!=' | '>' | '<' | '>=' | '<='
  _operator?: Element
  answerBoolean?: boolean
  _answerBoolean?: Element
  answerDecimal?: number
  _answerDecimal?: Element
  answerInteger?: number
  _answerInteger?: Element
  answerDate?: string
  _answerDate?: Element
  answerDateTime?: string
  _answerDateTime?: Element
  answerTime?: string
  _answerTime?: Element
  answerString?: string
  _answerString?: Element
  answerCoding?: Coding
  answerQuantity?: Quantity
  answerReference?: Reference
}

export interface QuestionnaireItemAnswerOption extends BackboneElement {
  valueInteger?: number
  _valueInteger?: Element
  valueDate?: string
  _valueDate?: Element
  valueTime?: string
  _valueTime?: Element
  valueString?: string
  _valueString?: Element
  valueCoding?: Coding
  valueReference?: Reference
  initialSelected?: boolean
  _initialSelected?: Element
}

export interface QuestionnaireItemInitial extends BackboneElement {
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueDecimal?: number
  _valueDecimal?: Element
  valueInteger?: number
  _valueInteger?: Element
  valueDate?: string
  _valueDate?: Element
  valueDateTime?: string
  _valueDateTime?: Element
  valueTime?: string
  _valueTime?: Element
  valueString?: string
  _valueString?: Element
  valueUri?: string
  _valueUri?: Element
  valueAttachment?: Attachment
  valueCoding?: Coding
  valueQuantity?: Quantity
  valueReference?: Reference
}

export interface QuestionnaireResponse extends DomainResource {
  readonly resourceType: 'QuestionnaireResponse'
  identifier?: Identifier
  basedOn?: Reference<'CarePlan' | 'ServiceRequest'>[]
  partOf?: Reference<'Observation' | 'Procedure'>[]
  questionnaire?: string
  _questionnaire?: Element
  status: 'in-progress' | 'completed' | 'amended' | 'entered-in-error' | 'stopped'
  _status?: Element
  subject?: Reference
  encounter?: Reference<'Encounter'>
  authored?: string
  _authored?: Element
  author?: Reference<'Device' | 'Practitioner' | 'PractitionerRole' | 'Patient' | 'RelatedPerson' | 'Organization'>
  source?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson'>
  item?: QuestionnaireResponseItem[]
}

export interface QuestionnaireResponseItem extends BackboneElement {
  linkId: string
  _linkId?: Element
  definition?: string
  _definition?: Element
  text?: string
  _text?: Element
  answer?: QuestionnaireResponseItemAnswer[]
  item?: QuestionnaireResponseItem[]
}

export interface QuestionnaireResponseItemAnswer extends BackboneElement {
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueDecimal?: number
  _valueDecimal?: Element
  valueInteger?: number
  _valueInteger?: Element
  valueDate?: string
  _valueDate?: Element
  valueDateTime?: string
  _valueDateTime?: Element
  valueTime?: string
  _valueTime?: Element
  valueString?: string
  _valueString?: Element
  valueUri?: string
  _valueUri?: Element
  valueAttachment?: Attachment
  valueCoding?: Coding
  valueQuantity?: Quantity
  valueReference?: Reference
  item?: QuestionnaireResponseItem[]
}

export interface Range extends Element {
  low?: Quantity
  high?: Quantity
}

export interface Ratio extends Element {
  numerator?: Quantity
  denominator?: Quantity
}

export interface Reference<T extends string = string> extends Element {
  reference?: string
  _reference?: Element
  type?: T
  _type?: Element
  identifier?: Identifier
  display?: string
  _display?: Element
}

export interface RelatedArtifact extends Element {
  type: 'documentation' | 'justification' | 'citation' | 'predecessor' | 'successor' | 'derived-from' | 'depends-on' | 'composed-of'
  _type?: Element
  label?: string
  _label?: Element
  display?: string
  _display?: Element
  citation?: string
  _citation?: Element
  url?: string
  _url?: Element
  document?: Attachment
  resource?: string
  _resource?: Element
}

export interface RelatedPerson extends DomainResource {
  readonly resourceType: 'RelatedPerson'
  identifier?: Identifier[]
  active?: boolean
  _active?: Element
  patient: Reference<'Patient'>
  relationship?: CodeableConcept[]
  name?: HumanName[]
  telecom?: ContactPoint[]
  gender?: 'male' | 'female' | 'other' | 'unknown'
  _gender?: Element
  birthDate?: string
  _birthDate?: Element
  address?: Address[]
  photo?: Attachment[]
  period?: Period
  communication?: RelatedPersonCommunication[]
}

export interface RelatedPersonCommunication extends BackboneElement {
  language: CodeableConcept
  preferred?: boolean
  _preferred?: Element
}

export interface RequestGroup extends DomainResource {
  readonly resourceType: 'RequestGroup'
  identifier?: Identifier[]
  instantiatesCanonical?: string[]
  _instantiatesCanonical?: (Element | null)[]
  instantiatesUri?: string[]
  _instantiatesUri?: (Element | null)[]
  basedOn?: Reference[]
  replaces?: Reference[]
  groupIdentifier?: Identifier
  status: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element
  intent: 'proposal' | 'plan' | 'directive' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'
  _intent?: Element
  priority?: 'routine' | 'urgent' | 'asap' | 'stat'
  _priority?: Element
  code?: CodeableConcept
  subject?: Reference<'Patient' | 'Group'>
  encounter?: Reference<'Encounter'>
  authoredOn?: string
  _authoredOn?: Element
  author?: Reference<'Device' | 'Practitioner' | 'PractitionerRole'>
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[]
  note?: Annotation[]
  action?: RequestGroupAction[]
}

export interface RequestGroupAction extends BackboneElement {
  prefix?: string
  _prefix?: Element
  title?: string
  _title?: Element
  description?: string
  _description?: Element
  textEquivalent?: string
  _textEquivalent?: Element
  priority?: 'routine' | 'urgent' | 'asap' | 'stat'
  _priority?: Element
  code?: CodeableConcept[]
  documentation?: RelatedArtifact[]
  condition?: RequestGroupActionCondition[]
  relatedAction?: RequestGroupActionRelatedAction[]
  timingDateTime?: string
  _timingDateTime?: Element
  timingAge?: Age
  timingPeriod?: Period
  timingDuration?: Duration
  timingRange?: Range
  timingTiming?: Timing
  participant?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Device'>[]
  type?: CodeableConcept
  groupingBehavior?: 'visual-group' | 'logical-group' | 'sentence-group'
  _groupingBehavior?: Element
  selectionBehavior?: 'any' | 'all' | 'all-or-none' | 'exactly-one' | 'at-most-one' | 'one-or-more'
  _selectionBehavior?: Element
  requiredBehavior?: 'must' | 'could' | 'must-unless-documented'
  _requiredBehavior?: Element
  precheckBehavior?: 'yes' | 'no'
  _precheckBehavior?: Element
  cardinalityBehavior?: 'single' | 'multiple'
  _cardinalityBehavior?: Element
  resource?: Reference
  action?: RequestGroupAction[]
}

export interface RequestGroupActionCondition extends BackboneElement {
  kind: 'applicability' | 'start' | 'stop'
  _kind?: Element
  expression?: Expression
}

export interface RequestGroupActionRelatedAction extends BackboneElement {
  actionId: string
  _actionId?: Element
  relationship: 'before-start' | 'before' | 'before-end' | 'concurrent-with-start' | 'concurrent' | 'concurrent-with-end' | 'after-start' | 'after' | 'after-end'
  _relationship?: Element
  offsetDuration?: Duration
  offsetRange?: Range
}

export interface ResearchDefinition extends DomainResource {
  readonly resourceType: 'ResearchDefinition'
  url?: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  shortTitle?: string
  _shortTitle?: Element
  subtitle?: string
  _subtitle?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  subjectCodeableConcept?: CodeableConcept
  subjectReference?: Reference<'Group'>
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  comment?: string[]
  _comment?: (Element | null)[]
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  usage?: string
  _usage?: Element
  copyright?: string
  _copyright?: Element
  approvalDate?: string
  _approvalDate?: Element
  lastReviewDate?: string
  _lastReviewDate?: Element
  effectivePeriod?: Period
  topic?: CodeableConcept[]
  author?: ContactDetail[]
  editor?: ContactDetail[]
  reviewer?: ContactDetail[]
  endorser?: ContactDetail[]
  relatedArtifact?: RelatedArtifact[]
  library?: string[]
  _library?: (Element | null)[]
  population: Reference<'ResearchElementDefinition'>
  exposure?: Reference<'ResearchElementDefinition'>
  exposureAlternative?: Reference<'ResearchElementDefinition'>
  outcome?: Reference<'ResearchElementDefinition'>
}

export interface ResearchElementDefinition extends DomainResource {
  readonly resourceType: 'ResearchElementDefinition'
  url?: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  shortTitle?: string
  _shortTitle?: Element
  subtitle?: string
  _subtitle?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  subjectCodeableConcept?: CodeableConcept
  subjectReference?: Reference<'Group'>
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  comment?: string[]
  _comment?: (Element | null)[]
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  usage?: string
  _usage?: Element
  copyright?: string
  _copyright?: Element
  approvalDate?: string
  _approvalDate?: Element
  lastReviewDate?: string
  _lastReviewDate?: Element
  effectivePeriod?: Period
  topic?: CodeableConcept[]
  author?: ContactDetail[]
  editor?: ContactDetail[]
  reviewer?: ContactDetail[]
  endorser?: ContactDetail[]
  relatedArtifact?: RelatedArtifact[]
  library?: string[]
  _library?: (Element | null)[]
  type: 'population' | 'exposure' | 'outcome'
  _type?: Element
  variableType?: 'dichotomous' | 'continuous' | 'descriptive'
  _variableType?: Element
  characteristic: ResearchElementDefinitionCharacteristic[]
}

export interface ResearchElementDefinitionCharacteristic extends BackboneElement {
  definitionCodeableConcept?: CodeableConcept
  definitionCanonical?: string
  _definitionCanonical?: Element
  definitionExpression?: Expression
  definitionDataRequirement?: DataRequirement
  usageContext?: UsageContext[]
  exclude?: boolean
  _exclude?: Element
  unitOfMeasure?: CodeableConcept
  studyEffectiveDescription?: string
  _studyEffectiveDescription?: Element
  studyEffectiveDateTime?: string
  _studyEffectiveDateTime?: Element
  studyEffectivePeriod?: Period
  studyEffectiveDuration?: Duration
  studyEffectiveTiming?: Timing
  studyEffectiveTimeFromStart?: Duration
  studyEffectiveGroupMeasure?: 'mean' | 'median' | 'mean-of-mean' | 'mean-of-median' | 'median-of-mean' | 'median-of-median'
  _studyEffectiveGroupMeasure?: Element
  participantEffectiveDescription?: string
  _participantEffectiveDescription?: Element
  participantEffectiveDateTime?: string
  _participantEffectiveDateTime?: Element
  participantEffectivePeriod?: Period
  participantEffectiveDuration?: Duration
  participantEffectiveTiming?: Timing
  participantEffectiveTimeFromStart?: Duration
  participantEffectiveGroupMeasure?: 'mean' | 'median' | 'mean-of-mean' | 'mean-of-median' | 'median-of-mean' | 'median-of-median'
  _participantEffectiveGroupMeasure?: Element
}

export interface ResearchStudy extends DomainResource {
  readonly resourceType: 'ResearchStudy'
  identifier?: Identifier[]
  title?: string
  _title?: Element
  protocol?: Reference<'PlanDefinition'>[]
  partOf?: Reference<'ResearchStudy'>[]
  status: 'active' | 'administratively-completed' | 'approved' | 'closed-to-accrual' | 'closed-to-accrual-and-intervention' | 'completed' | 'disapproved' | 'in-review' | 'temporarily-closed-to-accrual' | 'temporarily-closed-to-accrual-and-intervention' | 'withdrawn'
  _status?: Element
  primaryPurposeType?: CodeableConcept
  phase?: CodeableConcept
  category?: CodeableConcept[]
  focus?: CodeableConcept[]
  condition?: CodeableConcept[]
  contact?: ContactDetail[]
  relatedArtifact?: RelatedArtifact[]
  keyword?: CodeableConcept[]
  location?: CodeableConcept[]
  description?: string
  _description?: Element
  enrollment?: Reference<'Group'>[]
  period?: Period
  sponsor?: Reference<'Organization'>
  principalInvestigator?: Reference<'Practitioner' | 'PractitionerRole'>
  site?: Reference<'Location'>[]
  reasonStopped?: CodeableConcept
  note?: Annotation[]
  arm?: ResearchStudyArm[]
  objective?: ResearchStudyObjective[]
}

export interface ResearchStudyArm extends BackboneElement {
  name: string
  _name?: Element
  type?: CodeableConcept
  description?: string
  _description?: Element
}

export interface ResearchStudyObjective extends BackboneElement {
  name?: string
  _name?: Element
  type?: CodeableConcept
}

export interface ResearchSubject extends DomainResource {
  readonly resourceType: 'ResearchSubject'
  identifier?: Identifier[]
  status: 'candidate' | 'eligible' | 'follow-up' | 'ineligible' | 'not-registered' | 'off-study' | 'on-study' | 'on-study-intervention' | 'on-study-observation' | 'pending-on-study' | 'potential-candidate' | 'screening' | 'withdrawn'
  _status?: Element
  period?: Period
  study: Reference<'ResearchStudy'>
  individual: Reference<'Patient'>
  assignedArm?: string
  _assignedArm?: Element
  actualArm?: string
  _actualArm?: Element
  consent?: Reference<'Consent'>
}

export interface Resource {
  readonly resourceType: string
  id?: string
  meta?: Meta
  implicitRules?: string
  _implicitRules?: Element
  language?: string
  _language?: Element
}

export interface RiskAssessment extends DomainResource {
  readonly resourceType: 'RiskAssessment'
  identifier?: Identifier[]
  basedOn?: Reference
  parent?: Reference
  status: 'registered' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'cancelled' | 'entered-in-error' | 'unknown'
  _status?: Element
  method?: CodeableConcept
  code?: CodeableConcept
  subject: Reference<'Patient' | 'Group'>
  encounter?: Reference<'Encounter'>
  occurrenceDateTime?: string
  _occurrenceDateTime?: Element
  occurrencePeriod?: Period
  condition?: Reference<'Condition'>
  performer?: Reference<'Practitioner' | 'PractitionerRole' | 'Device'>
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[]
  basis?: Reference[]
  prediction?: RiskAssessmentPrediction[]
  mitigation?: string
  _mitigation?: Element
  note?: Annotation[]
}

export interface RiskAssessmentPrediction extends BackboneElement {
  outcome?: CodeableConcept
  probabilityDecimal?: number
  _probabilityDecimal?: Element
  probabilityRange?: Range
  qualitativeRisk?: CodeableConcept
  relativeRisk?: number
  _relativeRisk?: Element
  whenPeriod?: Period
  whenRange?: Range
  rationale?: string
  _rationale?: Element
}

export interface RiskEvidenceSynthesis extends DomainResource {
  readonly resourceType: 'RiskEvidenceSynthesis'
  url?: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  note?: Annotation[]
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  copyright?: string
  _copyright?: Element
  approvalDate?: string
  _approvalDate?: Element
  lastReviewDate?: string
  _lastReviewDate?: Element
  effectivePeriod?: Period
  topic?: CodeableConcept[]
  author?: ContactDetail[]
  editor?: ContactDetail[]
  reviewer?: ContactDetail[]
  endorser?: ContactDetail[]
  relatedArtifact?: RelatedArtifact[]
  synthesisType?: CodeableConcept
  studyType?: CodeableConcept
  population: Reference<'EvidenceVariable'>
  exposure?: Reference<'EvidenceVariable'>
  outcome: Reference<'EvidenceVariable'>
  sampleSize?: RiskEvidenceSynthesisSampleSize
  riskEstimate?: RiskEvidenceSynthesisRiskEstimate
  certainty?: RiskEvidenceSynthesisCertainty[]
}

export interface RiskEvidenceSynthesisSampleSize extends BackboneElement {
  description?: string
  _description?: Element
  numberOfStudies?: number
  _numberOfStudies?: Element
  numberOfParticipants?: number
  _numberOfParticipants?: Element
}

export interface RiskEvidenceSynthesisRiskEstimate extends BackboneElement {
  description?: string
  _description?: Element
  type?: CodeableConcept
  value?: number
  _value?: Element
  unitOfMeasure?: CodeableConcept
  denominatorCount?: number
  _denominatorCount?: Element
  numeratorCount?: number
  _numeratorCount?: Element
  precisionEstimate?: RiskEvidenceSynthesisRiskEstimatePrecisionEstimate[]
}

export interface RiskEvidenceSynthesisRiskEstimatePrecisionEstimate extends BackboneElement {
  type?: CodeableConcept
  level?: number
  _level?: Element
  from?: number
  _from?: Element
  to?: number
  _to?: Element
}

export interface RiskEvidenceSynthesisCertainty extends BackboneElement {
  rating?: CodeableConcept[]
  note?: Annotation[]
  certaintySubcomponent?: RiskEvidenceSynthesisCertaintyCertaintySubcomponent[]
}

export interface RiskEvidenceSynthesisCertaintyCertaintySubcomponent extends BackboneElement {
  type?: CodeableConcept
  rating?: CodeableConcept[]
  note?: Annotation[]
}

export interface SampledData extends Element {
  origin: Quantity
  period: number
  _period?: Element
  factor?: number
  _factor?: Element
  lowerLimit?: number
  _lowerLimit?: Element
  upperLimit?: number
  _upperLimit?: Element
  dimensions: number
  _dimensions?: Element
  data?: string
  _data?: Element
}

export interface Schedule extends DomainResource {
  readonly resourceType: 'Schedule'
  identifier?: Identifier[]
  active?: boolean
  _active?: Element
  serviceCategory?: CodeableConcept[]
  serviceType?: CodeableConcept[]
  specialty?: CodeableConcept[]
  actor: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Device' | 'HealthcareService' | 'Location'>[]
  planningHorizon?: Period
  comment?: string
  _comment?: Element
}

export interface SearchParameter extends DomainResource {
  readonly resourceType: 'SearchParameter'
  url: string
  _url?: Element
  version?: string
  _version?: Element
  name: string
  _name?: Element
  derivedFrom?: string
  _derivedFrom?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  code: string
  _code?: Element
  base: string[]
  _base?: (Element | null)[]
  type: 'number' | 'date' | 'string' | 'token' | 'reference' | 'composite' | 'quantity' | 'uri' | 'special'
  _type?: Element
  expression?: string
  _expression?: Element
  xpath?: string
  _xpath?: Element
  xpathUsage?: 'normal' | 'phonetic' | 'nearby' | 'distance' | 'other'
  _xpathUsage?: Element
  target?: string[]
  _target?: (Element | null)[]
  multipleOr?: boolean
  _multipleOr?: Element
  multipleAnd?: boolean
  _multipleAnd?: Element
  comparator?: ('eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap')[]
  _comparator?: (Element | null)[]
  modifier?: ('missing' | 'exact' | 'contains' | 'not' | 'text' | 'in' | 'not-in' | 'below' | 'above' | 'type' | 'identifier' | 'ofType')[]
  _modifier?: (Element | null)[]
  chain?: string[]
  _chain?: (Element | null)[]
  component?: SearchParameterComponent[]
}

export interface SearchParameterComponent extends BackboneElement {
  definition: string
  _definition?: Element
  expression: string
  _expression?: Element
}

export interface ServiceRequest extends DomainResource {
  readonly resourceType: 'ServiceRequest'
  identifier?: Identifier[]
  instantiatesCanonical?: string[]
  _instantiatesCanonical?: (Element | null)[]
  instantiatesUri?: string[]
  _instantiatesUri?: (Element | null)[]
  basedOn?: Reference<'CarePlan' | 'ServiceRequest' | 'MedicationRequest'>[]
  replaces?: Reference<'ServiceRequest'>[]
  requisition?: Identifier
  status: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element
  intent: 'proposal' | 'plan' | 'directive' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'
  _intent?: Element
  category?: CodeableConcept[]
  priority?: 'routine' | 'urgent' | 'asap' | 'stat'
  _priority?: Element
  doNotPerform?: boolean
  _doNotPerform?: Element
  code?: CodeableConcept
  orderDetail?: CodeableConcept[]
  quantityQuantity?: Quantity
  quantityRatio?: Ratio
  quantityRange?: Range
  subject: Reference<'Patient' | 'Group' | 'Location' | 'Device'>
  encounter?: Reference<'Encounter'>
  occurrenceDateTime?: string
  _occurrenceDateTime?: Element
  occurrencePeriod?: Period
  occurrenceTiming?: Timing
  asNeededBoolean?: boolean
  _asNeededBoolean?: Element
  asNeededCodeableConcept?: CodeableConcept
  authoredOn?: string
  _authoredOn?: Element
  requester?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'RelatedPerson' | 'Device'>
  performerType?: CodeableConcept
  performer?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam' | 'HealthcareService' | 'Patient' | 'Device' | 'RelatedPerson'>[]
  locationCode?: CodeableConcept[]
  locationReference?: Reference<'Location'>[]
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[]
  insurance?: Reference<'Coverage' | 'ClaimResponse'>[]
  supportingInfo?: Reference[]
  specimen?: Reference<'Specimen'>[]
  bodySite?: CodeableConcept[]
  note?: Annotation[]
  patientInstruction?: string
  _patientInstruction?: Element
  relevantHistory?: Reference<'Provenance'>[]
}

export interface Signature extends Element {
  type: Coding[]
  when: string
  _when?: Element
  who: Reference<'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Patient' | 'Device' | 'Organization'>
  onBehalfOf?: Reference<'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Patient' | 'Device' | 'Organization'>
  targetFormat?: string
  _targetFormat?: Element
  sigFormat?: string
  _sigFormat?: Element
  data?: string
  _data?: Element
}

export interface Slot extends DomainResource {
  readonly resourceType: 'Slot'
  identifier?: Identifier[]
  serviceCategory?: CodeableConcept[]
  serviceType?: CodeableConcept[]
  specialty?: CodeableConcept[]
  appointmentType?: CodeableConcept
  schedule: Reference<'Schedule'>
  status: 'busy' | 'free' | 'busy-unavailable' | 'busy-tentative' | 'entered-in-error'
  _status?: Element
  start: string
  _start?: Element
  end: string
  _end?: Element
  overbooked?: boolean
  _overbooked?: Element
  comment?: string
  _comment?: Element
}

export interface Specimen extends DomainResource {
  readonly resourceType: 'Specimen'
  identifier?: Identifier[]
  accessionIdentifier?: Identifier
  status?: 'available' | 'unavailable' | 'unsatisfactory' | 'entered-in-error'
  _status?: Element
  type?: CodeableConcept
  subject?: Reference<'Patient' | 'Group' | 'Device' | 'Substance' | 'Location'>
  receivedTime?: string
  _receivedTime?: Element
  parent?: Reference<'Specimen'>[]
  request?: Reference<'ServiceRequest'>[]
  collection?: SpecimenCollection
  processing?: SpecimenProcessing[]
  container?: SpecimenContainer[]
  condition?: CodeableConcept[]
  note?: Annotation[]
}

export interface SpecimenCollection extends BackboneElement {
  collector?: Reference<'Practitioner' | 'PractitionerRole'>
  collectedDateTime?: string
  _collectedDateTime?: Element
  collectedPeriod?: Period
  duration?: Duration
  quantity?: Quantity
  method?: CodeableConcept
  bodySite?: CodeableConcept
  fastingStatusCodeableConcept?: CodeableConcept
  fastingStatusDuration?: Duration
}

export interface SpecimenProcessing extends BackboneElement {
  description?: string
  _description?: Element
  procedure?: CodeableConcept
  additive?: Reference<'Substance'>[]
  timeDateTime?: string
  _timeDateTime?: Element
  timePeriod?: Period
}

export interface SpecimenContainer extends BackboneElement {
  identifier?: Identifier[]
  description?: string
  _description?: Element
  type?: CodeableConcept
  capacity?: Quantity
  specimenQuantity?: Quantity
  additiveCodeableConcept?: CodeableConcept
  additiveReference?: Reference<'Substance'>
}

export interface SpecimenDefinition extends DomainResource {
  readonly resourceType: 'SpecimenDefinition'
  identifier?: Identifier
  typeCollected?: CodeableConcept
  patientPreparation?: CodeableConcept[]
  timeAspect?: string
  _timeAspect?: Element
  collection?: CodeableConcept[]
  typeTested?: SpecimenDefinitionTypeTested[]
}

export interface SpecimenDefinitionTypeTested extends BackboneElement {
  isDerived?: boolean
  _isDerived?: Element
  type?: CodeableConcept
  preference: 'preferred' | 'alternate'
  _preference?: Element
  container?: SpecimenDefinitionTypeTestedContainer
  requirement?: string
  _requirement?: Element
  retentionTime?: Duration
  rejectionCriterion?: CodeableConcept[]
  handling?: SpecimenDefinitionTypeTestedHandling[]
}

export interface SpecimenDefinitionTypeTestedContainer extends BackboneElement {
  material?: CodeableConcept
  type?: CodeableConcept
  cap?: CodeableConcept
  description?: string
  _description?: Element
  capacity?: Quantity
  minimumVolumeQuantity?: Quantity
  minimumVolumeString?: string
  _minimumVolumeString?: Element
  additive?: SpecimenDefinitionTypeTestedContainerAdditive[]
  preparation?: string
  _preparation?: Element
}

export interface SpecimenDefinitionTypeTestedContainerAdditive extends BackboneElement {
  additiveCodeableConcept?: CodeableConcept
  additiveReference?: Reference<'Substance'>
}

export interface SpecimenDefinitionTypeTestedHandling extends BackboneElement {
  temperatureQualifier?: CodeableConcept
  temperatureRange?: Range
  maxDuration?: Duration
  instruction?: string
  _instruction?: Element
}

export interface StructureDefinition extends DomainResource {
  readonly resourceType: 'StructureDefinition'
  url: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name: string
  _name?: Element
  title?: string
  _title?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  copyright?: string
  _copyright?: Element
  keyword?: Coding[]
  fhirVersion?: '0.01' | '0.05' | '0.06' | '0.11' | '0.0.80' | '0.0.81' | '0.0.82' | '0.4.0' | '0.5.0' | '1.0.0' | '1.0.1' | '1.0.2' | '1.1.0' | '1.4.0' | '1.6.0' | '1.8.0' | '3.0.0' | '3.0.1' | '3.3.0' | '3.5.0' | '4.0.0' | '4.0.1'
  _fhirVersion?: Element
  mapping?: StructureDefinitionMapping[]
  kind: 'primitive-type' | 'complex-type' | 'resource' | 'logical'
  _kind?: Element
  abstract: boolean
  _abstract?: Element
  context?: StructureDefinitionContext[]
  contextInvariant?: string[]
  _contextInvariant?: (Element | null)[]
  type: string
  _type?: Element
  baseDefinition?: string
  _baseDefinition?: Element
  derivation?: 'specialization' | 'constraint'
  _derivation?: Element
  snapshot?: StructureDefinitionSnapshot
  differential?: StructureDefinitionDifferential
}

export interface StructureDefinitionMapping extends BackboneElement {
  identity: string
  _identity?: Element
  uri?: string
  _uri?: Element
  name?: string
  _name?: Element
  comment?: string
  _comment?: Element
}

export interface StructureDefinitionContext extends BackboneElement {
  type: 'fhirpath' | 'element' | 'extension'
  _type?: Element
  expression: string
  _expression?: Element
}

export interface StructureDefinitionSnapshot extends BackboneElement {
  element: ElementDefinition[]
}

export interface StructureDefinitionDifferential extends BackboneElement {
  element: ElementDefinition[]
}

export interface StructureMap extends DomainResource {
  readonly resourceType: 'StructureMap'
  url: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name: string
  _name?: Element
  title?: string
  _title?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  copyright?: string
  _copyright?: Element
  structure?: StructureMapStructure[]
  import?: string[]
  _import?: (Element | null)[]
  group: StructureMapGroup[]
}

export interface StructureMapStructure extends BackboneElement {
  url: string
  _url?: Element
  mode: 'source' | 'queried' | 'target' | 'produced'
  _mode?: Element
  alias?: string
  _alias?: Element
  documentation?: string
  _documentation?: Element
}

export interface StructureMapGroup extends BackboneElement {
  name: string
  _name?: Element
  extends?: string
  _extends?: Element
  typeMode: 'none' | 'types' | 'type-and-types'
  _typeMode?: Element
  documentation?: string
  _documentation?: Element
  input: StructureMapGroupInput[]
  rule: StructureMapGroupRule[]
}

export interface StructureMapGroupInput extends BackboneElement {
  name: string
  _name?: Element
  type?: string
  _type?: Element
  mode: 'source' | 'target'
  _mode?: Element
  documentation?: string
  _documentation?: Element
}

export interface StructureMapGroupRule extends BackboneElement {
  name: string
  _name?: Element
  source: StructureMapGroupRuleSource[]
  target?: StructureMapGroupRuleTarget[]
  rule?: StructureMapGroupRule[]
  dependent?: StructureMapGroupRuleDependent[]
  documentation?: string
  _documentation?: Element
}

export interface StructureMapGroupRuleSource extends BackboneElement {
  context: string
  _context?: Element
  min?: number
  _min?: Element
  max?: string
  _max?: Element
  type?: string
  _type?: Element
  defaultValueBase64Binary?: string
  _defaultValueBase64Binary?: Element
  defaultValueBoolean?: boolean
  _defaultValueBoolean?: Element
  defaultValueCanonical?: string
  _defaultValueCanonical?: Element
  defaultValueCode?: string
  _defaultValueCode?: Element
  defaultValueDate?: string
  _defaultValueDate?: Element
  defaultValueDateTime?: string
  _defaultValueDateTime?: Element
  defaultValueDecimal?: number
  _defaultValueDecimal?: Element
  defaultValueId?: string
  _defaultValueId?: Element
  defaultValueInstant?: string
  _defaultValueInstant?: Element
  defaultValueInteger?: number
  _defaultValueInteger?: Element
  defaultValueMarkdown?: string
  _defaultValueMarkdown?: Element
  defaultValueOid?: string
  _defaultValueOid?: Element
  defaultValuePositiveInt?: number
  _defaultValuePositiveInt?: Element
  defaultValueString?: string
  _defaultValueString?: Element
  defaultValueTime?: string
  _defaultValueTime?: Element
  defaultValueUnsignedInt?: number
  _defaultValueUnsignedInt?: Element
  defaultValueUri?: string
  _defaultValueUri?: Element
  defaultValueUrl?: string
  _defaultValueUrl?: Element
  defaultValueUuid?: string
  _defaultValueUuid?: Element
  defaultValueAddress?: Address
  defaultValueAge?: Age
  defaultValueAnnotation?: Annotation
  defaultValueAttachment?: Attachment
  defaultValueCodeableConcept?: CodeableConcept
  defaultValueCoding?: Coding
  defaultValueContactPoint?: ContactPoint
  defaultValueCount?: Count
  defaultValueDistance?: Distance
  defaultValueDuration?: Duration
  defaultValueHumanName?: HumanName
  defaultValueIdentifier?: Identifier
  defaultValueMoney?: Money
  defaultValuePeriod?: Period
  defaultValueQuantity?: Quantity
  defaultValueRange?: Range
  defaultValueRatio?: Ratio
  defaultValueReference?: Reference
  defaultValueSampledData?: SampledData
  defaultValueSignature?: Signature
  defaultValueTiming?: Timing
  defaultValueContactDetail?: ContactDetail
  defaultValueContributor?: Contributor
  defaultValueDataRequirement?: DataRequirement
  defaultValueExpression?: Expression
  defaultValueParameterDefinition?: ParameterDefinition
  defaultValueRelatedArtifact?: RelatedArtifact
  defaultValueTriggerDefinition?: TriggerDefinition
  defaultValueUsageContext?: UsageContext
  defaultValueDosage?: Dosage
  defaultValueMeta?: Meta
  element?: string
  _element?: Element
  listMode?: 'first' | 'not_first' | 'last' | 'not_last' | 'only_one'
  _listMode?: Element
  variable?: string
  _variable?: Element
  condition?: string
  _condition?: Element
  check?: string
  _check?: Element
  logMessage?: string
  _logMessage?: Element
}

export interface StructureMapGroupRuleTarget extends BackboneElement {
  context?: string
  _context?: Element
  contextType?: 'type' | 'variable'
  _contextType?: Element
  element?: string
  _element?: Element
  variable?: string
  _variable?: Element
  listMode?: ('first' | 'share' | 'last' | 'collate')[]
  _listMode?: (Element | null)[]
  listRuleId?: string
  _listRuleId?: Element
  transform?: 'create' | 'copy' | 'truncate' | 'escape' | 'cast' | 'append' | 'translate' | 'reference' | 'dateOp' | 'uuid' | 'pointer' | 'evaluate' | 'cc' | 'c' | 'qty' | 'id' | 'cp'
  _transform?: Element
  parameter?: StructureMapGroupRuleTargetParameter[]
}

export interface StructureMapGroupRuleTargetParameter extends BackboneElement {
  valueId?: string
  _valueId?: Element
  valueString?: string
  _valueString?: Element
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueInteger?: number
  _valueInteger?: Element
  valueDecimal?: number
  _valueDecimal?: Element
}

export interface StructureMapGroupRuleDependent extends BackboneElement {
  name: string
  _name?: Element
  variable: string[]
  _variable?: (Element | null)[]
}

export interface Subscription extends DomainResource {
  readonly resourceType: 'Subscription'
  status: 'requested' | 'active' | 'error' | 'off'
  _status?: Element
  contact?: ContactPoint[]
  end?: string
  _end?: Element
  reason: string
  _reason?: Element
  criteria: string
  _criteria?: Element
  error?: string
  _error?: Element
  channel: SubscriptionChannel
}

export interface SubscriptionChannel extends BackboneElement {
  type: 'rest-hook' | 'websocket' | 'email' | 'sms' | 'message'
  _type?: Element
  endpoint?: string
  _endpoint?: Element
  payload?: string
  _payload?: Element
  header?: string[]
  _header?: (Element | null)[]
}

export interface Substance extends DomainResource {
  readonly resourceType: 'Substance'
  identifier?: Identifier[]
  status?: 'active' | 'inactive' | 'entered-in-error'
  _status?: Element
  category?: CodeableConcept[]
  code: CodeableConcept
  description?: string
  _description?: Element
  instance?: SubstanceInstance[]
  ingredient?: SubstanceIngredient[]
}

export interface SubstanceInstance extends BackboneElement {
  identifier?: Identifier
  expiry?: string
  _expiry?: Element
  quantity?: Quantity
}

export interface SubstanceIngredient extends BackboneElement {
  quantity?: Ratio
  substanceCodeableConcept?: CodeableConcept
  substanceReference?: Reference<'Substance'>
}

export interface SubstanceAmount extends BackboneElement {
  amountQuantity?: Quantity
  amountRange?: Range
  amountString?: string
  _amountString?: Element
  amountType?: CodeableConcept
  amountText?: string
  _amountText?: Element
  referenceRange?: SubstanceAmountReferenceRange
}

export interface SubstanceAmountReferenceRange extends Element {
  lowLimit?: Quantity
  highLimit?: Quantity
}

export interface SubstanceNucleicAcid extends DomainResource {
  readonly resourceType: 'SubstanceNucleicAcid'
  sequenceType?: CodeableConcept
  numberOfSubunits?: number
  _numberOfSubunits?: Element
  areaOfHybridisation?: string
  _areaOfHybridisation?: Element
  oligoNucleotideType?: CodeableConcept
  subunit?: SubstanceNucleicAcidSubunit[]
}

export interface SubstanceNucleicAcidSubunit extends BackboneElement {
  subunit?: number
  _subunit?: Element
  sequence?: string
  _sequence?: Element
  length?: number
  _length?: Element
  sequenceAttachment?: Attachment
  fivePrime?: CodeableConcept
  threePrime?: CodeableConcept
  linkage?: SubstanceNucleicAcidSubunitLinkage[]
  sugar?: SubstanceNucleicAcidSubunitSugar[]
}

export interface SubstanceNucleicAcidSubunitLinkage extends BackboneElement {
  connectivity?: string
  _connectivity?: Element
  identifier?: Identifier
  name?: string
  _name?: Element
  residueSite?: string
  _residueSite?: Element
}

export interface SubstanceNucleicAcidSubunitSugar extends BackboneElement {
  identifier?: Identifier
  name?: string
  _name?: Element
  residueSite?: string
  _residueSite?: Element
}

export interface SubstancePolymer extends DomainResource {
  readonly resourceType: 'SubstancePolymer'
  class?: CodeableConcept
  geometry?: CodeableConcept
  copolymerConnectivity?: CodeableConcept[]
  modification?: string[]
  _modification?: (Element | null)[]
  monomerSet?: SubstancePolymerMonomerSet[]
  repeat?: SubstancePolymerRepeat[]
}

export interface SubstancePolymerMonomerSet extends BackboneElement {
  ratioType?: CodeableConcept
  startingMaterial?: SubstancePolymerMonomerSetStartingMaterial[]
}

export interface SubstancePolymerMonomerSetStartingMaterial extends BackboneElement {
  material?: CodeableConcept
  type?: CodeableConcept
  isDefining?: boolean
  _isDefining?: Element
  amount?: SubstanceAmount
}

export interface SubstancePolymerRepeat extends BackboneElement {
  numberOfUnits?: number
  _numberOfUnits?: Element
  averageMolecularFormula?: string
  _averageMolecularFormula?: Element
  repeatUnitAmountType?: CodeableConcept
  repeatUnit?: SubstancePolymerRepeatRepeatUnit[]
}

export interface SubstancePolymerRepeatRepeatUnit extends BackboneElement {
  orientationOfPolymerisation?: CodeableConcept
  repeatUnit?: string
  _repeatUnit?: Element
  amount?: SubstanceAmount
  degreeOfPolymerisation?: SubstancePolymerRepeatRepeatUnitDegreeOfPolymerisation[]
  structuralRepresentation?: SubstancePolymerRepeatRepeatUnitStructuralRepresentation[]
}

export interface SubstancePolymerRepeatRepeatUnitDegreeOfPolymerisation extends BackboneElement {
  degree?: CodeableConcept
  amount?: SubstanceAmount
}

export interface SubstancePolymerRepeatRepeatUnitStructuralRepresentation extends BackboneElement {
  type?: CodeableConcept
  representation?: string
  _representation?: Element
  attachment?: Attachment
}

export interface SubstanceProtein extends DomainResource {
  readonly resourceType: 'SubstanceProtein'
  sequenceType?: CodeableConcept
  numberOfSubunits?: number
  _numberOfSubunits?: Element
  disulfideLinkage?: string[]
  _disulfideLinkage?: (Element | null)[]
  subunit?: SubstanceProteinSubunit[]
}

export interface SubstanceProteinSubunit extends BackboneElement {
  subunit?: number
  _subunit?: Element
  sequence?: string
  _sequence?: Element
  length?: number
  _length?: Element
  sequenceAttachment?: Attachment
  nTerminalModificationId?: Identifier
  nTerminalModification?: string
  _nTerminalModification?: Element
  cTerminalModificationId?: Identifier
  cTerminalModification?: string
  _cTerminalModification?: Element
}

export interface SubstanceReferenceInformation extends DomainResource {
  readonly resourceType: 'SubstanceReferenceInformation'
  comment?: string
  _comment?: Element
  gene?: SubstanceReferenceInformationGene[]
  geneElement?: SubstanceReferenceInformationGeneElement[]
  classification?: SubstanceReferenceInformationClassification[]
  target?: SubstanceReferenceInformationTarget[]
}

export interface SubstanceReferenceInformationGene extends BackboneElement {
  geneSequenceOrigin?: CodeableConcept
  gene?: CodeableConcept
  source?: Reference<'DocumentReference'>[]
}

export interface SubstanceReferenceInformationGeneElement extends BackboneElement {
  type?: CodeableConcept
  element?: Identifier
  source?: Reference<'DocumentReference'>[]
}

export interface SubstanceReferenceInformationClassification extends BackboneElement {
  domain?: CodeableConcept
  classification?: CodeableConcept
  subtype?: CodeableConcept[]
  source?: Reference<'DocumentReference'>[]
}

export interface SubstanceReferenceInformationTarget extends BackboneElement {
  target?: Identifier
  type?: CodeableConcept
  interaction?: CodeableConcept
  organism?: CodeableConcept
  organismType?: CodeableConcept
  amountQuantity?: Quantity
  amountRange?: Range
  amountString?: string
  _amountString?: Element
  amountType?: CodeableConcept
  source?: Reference<'DocumentReference'>[]
}

export interface SubstanceSourceMaterial extends DomainResource {
  readonly resourceType: 'SubstanceSourceMaterial'
  sourceMaterialClass?: CodeableConcept
  sourceMaterialType?: CodeableConcept
  sourceMaterialState?: CodeableConcept
  organismId?: Identifier
  organismName?: string
  _organismName?: Element
  parentSubstanceId?: Identifier[]
  parentSubstanceName?: string[]
  _parentSubstanceName?: (Element | null)[]
  countryOfOrigin?: CodeableConcept[]
  geographicalLocation?: string[]
  _geographicalLocation?: (Element | null)[]
  developmentStage?: CodeableConcept
  fractionDescription?: SubstanceSourceMaterialFractionDescription[]
  organism?: SubstanceSourceMaterialOrganism
  partDescription?: SubstanceSourceMaterialPartDescription[]
}

export interface SubstanceSourceMaterialFractionDescription extends BackboneElement {
  fraction?: string
  _fraction?: Element
  materialType?: CodeableConcept
}

export interface SubstanceSourceMaterialOrganism extends BackboneElement {
  family?: CodeableConcept
  genus?: CodeableConcept
  species?: CodeableConcept
  intraspecificType?: CodeableConcept
  intraspecificDescription?: string
  _intraspecificDescription?: Element
  author?: SubstanceSourceMaterialOrganismAuthor[]
  hybrid?: SubstanceSourceMaterialOrganismHybrid
  organismGeneral?: SubstanceSourceMaterialOrganismOrganismGeneral
}

export interface SubstanceSourceMaterialOrganismAuthor extends BackboneElement {
  authorType?: CodeableConcept
  authorDescription?: string
  _authorDescription?: Element
}

export interface SubstanceSourceMaterialOrganismHybrid extends BackboneElement {
  maternalOrganismId?: string
  _maternalOrganismId?: Element
  maternalOrganismName?: string
  _maternalOrganismName?: Element
  paternalOrganismId?: string
  _paternalOrganismId?: Element
  paternalOrganismName?: string
  _paternalOrganismName?: Element
  hybridType?: CodeableConcept
}

export interface SubstanceSourceMaterialOrganismOrganismGeneral extends BackboneElement {
  kingdom?: CodeableConcept
  phylum?: CodeableConcept
  class?: CodeableConcept
  order?: CodeableConcept
}

export interface SubstanceSourceMaterialPartDescription extends BackboneElement {
  part?: CodeableConcept
  partLocation?: CodeableConcept
}

export interface SubstanceSpecification extends DomainResource {
  readonly resourceType: 'SubstanceSpecification'
  identifier?: Identifier
  type?: CodeableConcept
  status?: CodeableConcept
  domain?: CodeableConcept
  description?: string
  _description?: Element
  source?: Reference<'DocumentReference'>[]
  comment?: string
  _comment?: Element
  moiety?: SubstanceSpecificationMoiety[]
  property?: SubstanceSpecificationProperty[]
  referenceInformation?: Reference<'SubstanceReferenceInformation'>
  structure?: SubstanceSpecificationStructure
  code?: SubstanceSpecificationCode[]
  name?: SubstanceSpecificationName[]
  molecularWeight?: SubstanceSpecificationStructureIsotopeMolecularWeight[]
  relationship?: SubstanceSpecificationRelationship[]
  nucleicAcid?: Reference<'SubstanceNucleicAcid'>
  polymer?: Reference<'SubstancePolymer'>
  protein?: Reference<'SubstanceProtein'>
  sourceMaterial?: Reference<'SubstanceSourceMaterial'>
}

export interface SubstanceSpecificationMoiety extends BackboneElement {
  role?: CodeableConcept
  identifier?: Identifier
  name?: string
  _name?: Element
  stereochemistry?: CodeableConcept
  opticalActivity?: CodeableConcept
  molecularFormula?: string
  _molecularFormula?: Element
  amountQuantity?: Quantity
  amountString?: string
  _amountString?: Element
}

export interface SubstanceSpecificationProperty extends BackboneElement {
  category?: CodeableConcept
  code?: CodeableConcept
  parameters?: string
  _parameters?: Element
  definingSubstanceReference?: Reference<'SubstanceSpecification' | 'Substance'>
  definingSubstanceCodeableConcept?: CodeableConcept
  amountQuantity?: Quantity
  amountString?: string
  _amountString?: Element
}

export interface SubstanceSpecificationStructure extends BackboneElement {
  stereochemistry?: CodeableConcept
  opticalActivity?: CodeableConcept
  molecularFormula?: string
  _molecularFormula?: Element
  molecularFormulaByMoiety?: string
  _molecularFormulaByMoiety?: Element
  isotope?: SubstanceSpecificationStructureIsotope[]
  molecularWeight?: SubstanceSpecificationStructureIsotopeMolecularWeight
  source?: Reference<'DocumentReference'>[]
  representation?: SubstanceSpecificationStructureRepresentation[]
}

export interface SubstanceSpecificationStructureIsotope extends BackboneElement {
  identifier?: Identifier
  name?: CodeableConcept
  substitution?: CodeableConcept
  halfLife?: Quantity
  molecularWeight?: SubstanceSpecificationStructureIsotopeMolecularWeight
}

export interface SubstanceSpecificationStructureIsotopeMolecularWeight extends BackboneElement {
  method?: CodeableConcept
  type?: CodeableConcept
  amount?: Quantity
}

export interface SubstanceSpecificationStructureRepresentation extends BackboneElement {
  type?: CodeableConcept
  representation?: string
  _representation?: Element
  attachment?: Attachment
}

export interface SubstanceSpecificationCode extends BackboneElement {
  code?: CodeableConcept
  status?: CodeableConcept
  statusDate?: string
  _statusDate?: Element
  comment?: string
  _comment?: Element
  source?: Reference<'DocumentReference'>[]
}

export interface SubstanceSpecificationName extends BackboneElement {
  name: string
  _name?: Element
  type?: CodeableConcept
  status?: CodeableConcept
  preferred?: boolean
  _preferred?: Element
  language?: CodeableConcept[]
  domain?: CodeableConcept[]
  jurisdiction?: CodeableConcept[]
  synonym?: SubstanceSpecificationName[]
  translation?: SubstanceSpecificationName[]
  official?: SubstanceSpecificationNameOfficial[]
  source?: Reference<'DocumentReference'>[]
}

export interface SubstanceSpecificationNameOfficial extends BackboneElement {
  authority?: CodeableConcept
  status?: CodeableConcept
  date?: string
  _date?: Element
}

export interface SubstanceSpecificationRelationship extends BackboneElement {
  substanceReference?: Reference<'SubstanceSpecification'>
  substanceCodeableConcept?: CodeableConcept
  relationship?: CodeableConcept
  isDefining?: boolean
  _isDefining?: Element
  amountQuantity?: Quantity
  amountRange?: Range
  amountRatio?: Ratio
  amountString?: string
  _amountString?: Element
  amountRatioLowLimit?: Ratio
  amountType?: CodeableConcept
  source?: Reference<'DocumentReference'>[]
}

export interface SupplyDelivery extends DomainResource {
  readonly resourceType: 'SupplyDelivery'
  identifier?: Identifier[]
  basedOn?: Reference<'SupplyRequest'>[]
  partOf?: Reference<'SupplyDelivery' | 'Contract'>[]
  status?: 'in-progress' | 'completed' | 'abandoned' | 'entered-in-error'
  _status?: Element
  patient?: Reference<'Patient'>
  type?: CodeableConcept
  suppliedItem?: SupplyDeliverySuppliedItem
  occurrenceDateTime?: string
  _occurrenceDateTime?: Element
  occurrencePeriod?: Period
  occurrenceTiming?: Timing
  supplier?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  destination?: Reference<'Location'>
  receiver?: Reference<'Practitioner' | 'PractitionerRole'>[]
}

export interface SupplyDeliverySuppliedItem extends BackboneElement {
  quantity?: Quantity
  itemCodeableConcept?: CodeableConcept
  itemReference?: Reference<'Medication' | 'Substance' | 'Device'>
}

export interface SupplyRequest extends DomainResource {
  readonly resourceType: 'SupplyRequest'
  identifier?: Identifier[]
  status?: 'draft' | 'active' | 'suspended' | 'cancelled' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element
  category?: CodeableConcept
  priority?: 'routine' | 'urgent' | 'asap' | 'stat'
  _priority?: Element
  itemCodeableConcept?: CodeableConcept
  itemReference?: Reference<'Medication' | 'Substance' | 'Device'>
  quantity: Quantity
  parameter?: SupplyRequestParameter[]
  occurrenceDateTime?: string
  _occurrenceDateTime?: Element
  occurrencePeriod?: Period
  occurrenceTiming?: Timing
  authoredOn?: string
  _authoredOn?: Element
  requester?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'RelatedPerson' | 'Device'>
  supplier?: Reference<'Organization' | 'HealthcareService'>[]
  reasonCode?: CodeableConcept[]
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[]
  deliverFrom?: Reference<'Organization' | 'Location'>
  deliverTo?: Reference<'Organization' | 'Location' | 'Patient'>
}

export interface SupplyRequestParameter extends BackboneElement {
  code?: CodeableConcept
  valueCodeableConcept?: CodeableConcept
  valueQuantity?: Quantity
  valueRange?: Range
  valueBoolean?: boolean
  _valueBoolean?: Element
}

export interface Task extends DomainResource {
  readonly resourceType: 'Task'
  identifier?: Identifier[]
  instantiatesCanonical?: string
  _instantiatesCanonical?: Element
  instantiatesUri?: string
  _instantiatesUri?: Element
  basedOn?: Reference[]
  groupIdentifier?: Identifier
  partOf?: Reference<'Task'>[]
  status: 'draft' | 'requested' | 'received' | 'accepted' | 'rejected' | 'ready' | 'cancelled' | 'in-progress' | 'on-hold' | 'failed' | 'completed' | 'entered-in-error'
  _status?: Element
  statusReason?: CodeableConcept
  businessStatus?: CodeableConcept
  intent: 'unknown' | 'proposal' | 'plan' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'
  _intent?: Element
  priority?: 'routine' | 'urgent' | 'asap' | 'stat'
  _priority?: Element
  code?: CodeableConcept
  description?: string
  _description?: Element
  focus?: Reference
  for?: Reference
  encounter?: Reference<'Encounter'>
  executionPeriod?: Period
  authoredOn?: string
  _authoredOn?: Element
  lastModified?: string
  _lastModified?: Element
  requester?: Reference<'Device' | 'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson'>
  performerType?: CodeableConcept[]
  owner?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam' | 'HealthcareService' | 'Patient' | 'Device' | 'RelatedPerson'>
  location?: Reference<'Location'>
  reasonCode?: CodeableConcept
  reasonReference?: Reference
  insurance?: Reference<'Coverage' | 'ClaimResponse'>[]
  note?: Annotation[]
  relevantHistory?: Reference<'Provenance'>[]
  restriction?: TaskRestriction
  input?: TaskInput[]
  output?: TaskOutput[]
}

export interface TaskRestriction extends BackboneElement {
  repetitions?: number
  _repetitions?: Element
  period?: Period
  recipient?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Group' | 'Organization'>[]
}

export interface TaskInput extends BackboneElement {
  type: CodeableConcept
  valueBase64Binary?: string
  _valueBase64Binary?: Element
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueCanonical?: string
  _valueCanonical?: Element
  valueCode?: string
  _valueCode?: Element
  valueDate?: string
  _valueDate?: Element
  valueDateTime?: string
  _valueDateTime?: Element
  valueDecimal?: number
  _valueDecimal?: Element
  valueId?: string
  _valueId?: Element
  valueInstant?: string
  _valueInstant?: Element
  valueInteger?: number
  _valueInteger?: Element
  valueMarkdown?: string
  _valueMarkdown?: Element
  valueOid?: string
  _valueOid?: Element
  valuePositiveInt?: number
  _valuePositiveInt?: Element
  valueString?: string
  _valueString?: Element
  valueTime?: string
  _valueTime?: Element
  valueUnsignedInt?: number
  _valueUnsignedInt?: Element
  valueUri?: string
  _valueUri?: Element
  valueUrl?: string
  _valueUrl?: Element
  valueUuid?: string
  _valueUuid?: Element
  valueAddress?: Address
  valueAge?: Age
  valueAnnotation?: Annotation
  valueAttachment?: Attachment
  valueCodeableConcept?: CodeableConcept
  valueCoding?: Coding
  valueContactPoint?: ContactPoint
  valueCount?: Count
  valueDistance?: Distance
  valueDuration?: Duration
  valueHumanName?: HumanName
  valueIdentifier?: Identifier
  valueMoney?: Money
  valuePeriod?: Period
  valueQuantity?: Quantity
  valueRange?: Range
  valueRatio?: Ratio
  valueReference?: Reference
  valueSampledData?: SampledData
  valueSignature?: Signature
  valueTiming?: Timing
  valueContactDetail?: ContactDetail
  valueContributor?: Contributor
  valueDataRequirement?: DataRequirement
  valueExpression?: Expression
  valueParameterDefinition?: ParameterDefinition
  valueRelatedArtifact?: RelatedArtifact
  valueTriggerDefinition?: TriggerDefinition
  valueUsageContext?: UsageContext
  valueDosage?: Dosage
  valueMeta?: Meta
}

export interface TaskOutput extends BackboneElement {
  type: CodeableConcept
  valueBase64Binary?: string
  _valueBase64Binary?: Element
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueCanonical?: string
  _valueCanonical?: Element
  valueCode?: string
  _valueCode?: Element
  valueDate?: string
  _valueDate?: Element
  valueDateTime?: string
  _valueDateTime?: Element
  valueDecimal?: number
  _valueDecimal?: Element
  valueId?: string
  _valueId?: Element
  valueInstant?: string
  _valueInstant?: Element
  valueInteger?: number
  _valueInteger?: Element
  valueMarkdown?: string
  _valueMarkdown?: Element
  valueOid?: string
  _valueOid?: Element
  valuePositiveInt?: number
  _valuePositiveInt?: Element
  valueString?: string
  _valueString?: Element
  valueTime?: string
  _valueTime?: Element
  valueUnsignedInt?: number
  _valueUnsignedInt?: Element
  valueUri?: string
  _valueUri?: Element
  valueUrl?: string
  _valueUrl?: Element
  valueUuid?: string
  _valueUuid?: Element
  valueAddress?: Address
  valueAge?: Age
  valueAnnotation?: Annotation
  valueAttachment?: Attachment
  valueCodeableConcept?: CodeableConcept
  valueCoding?: Coding
  valueContactPoint?: ContactPoint
  valueCount?: Count
  valueDistance?: Distance
  valueDuration?: Duration
  valueHumanName?: HumanName
  valueIdentifier?: Identifier
  valueMoney?: Money
  valuePeriod?: Period
  valueQuantity?: Quantity
  valueRange?: Range
  valueRatio?: Ratio
  valueReference?: Reference
  valueSampledData?: SampledData
  valueSignature?: Signature
  valueTiming?: Timing
  valueContactDetail?: ContactDetail
  valueContributor?: Contributor
  valueDataRequirement?: DataRequirement
  valueExpression?: Expression
  valueParameterDefinition?: ParameterDefinition
  valueRelatedArtifact?: RelatedArtifact
  valueTriggerDefinition?: TriggerDefinition
  valueUsageContext?: UsageContext
  valueDosage?: Dosage
  valueMeta?: Meta
}

export interface TerminologyCapabilities extends DomainResource {
  readonly resourceType: 'TerminologyCapabilities'
  url?: string
  _url?: Element
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  date: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  copyright?: string
  _copyright?: Element
  kind: 'instance' | 'capability' | 'requirements'
  _kind?: Element
  software?: TerminologyCapabilitiesSoftware
  implementation?: TerminologyCapabilitiesImplementation
  lockedDate?: boolean
  _lockedDate?: Element
  codeSystem?: TerminologyCapabilitiesCodeSystem[]
  expansion?: TerminologyCapabilitiesExpansion
  codeSearch?: 'explicit' | 'all'
  _codeSearch?: Element
  validateCode?: TerminologyCapabilitiesValidateCode
  translation?: TerminologyCapabilitiesTranslation
  closure?: TerminologyCapabilitiesClosure
}

export interface TerminologyCapabilitiesSoftware extends BackboneElement {
  name: string
  _name?: Element
  version?: string
  _version?: Element
}

export interface TerminologyCapabilitiesImplementation extends BackboneElement {
  description: string
  _description?: Element
  url?: string
  _url?: Element
}

export interface TerminologyCapabilitiesCodeSystem extends BackboneElement {
  uri?: string
  _uri?: Element
  version?: TerminologyCapabilitiesCodeSystemVersion[]
  subsumption?: boolean
  _subsumption?: Element
}

export interface TerminologyCapabilitiesCodeSystemVersion extends BackboneElement {
  code?: string
  _code?: Element
  isDefault?: boolean
  _isDefault?: Element
  compositional?: boolean
  _compositional?: Element
  language?: string[]
  _language?: (Element | null)[]
  filter?: TerminologyCapabilitiesCodeSystemVersionFilter[]
  property?: string[]
  _property?: (Element | null)[]
}

export interface TerminologyCapabilitiesCodeSystemVersionFilter extends BackboneElement {
  code: string
  _code?: Element
  op: string[]
  _op?: (Element | null)[]
}

export interface TerminologyCapabilitiesExpansion extends BackboneElement {
  hierarchical?: boolean
  _hierarchical?: Element
  paging?: boolean
  _paging?: Element
  incomplete?: boolean
  _incomplete?: Element
  parameter?: TerminologyCapabilitiesExpansionParameter[]
  textFilter?: string
  _textFilter?: Element
}

export interface TerminologyCapabilitiesExpansionParameter extends BackboneElement {
  name: string
  _name?: Element
  documentation?: string
  _documentation?: Element
}

export interface TerminologyCapabilitiesValidateCode extends BackboneElement {
  translations: boolean
  _translations?: Element
}

export interface TerminologyCapabilitiesTranslation extends BackboneElement {
  needsMap: boolean
  _needsMap?: Element
}

export interface TerminologyCapabilitiesClosure extends BackboneElement {
  translation?: boolean
  _translation?: Element
}

export interface TestReport extends DomainResource {
  readonly resourceType: 'TestReport'
  identifier?: Identifier
  name?: string
  _name?: Element
  status: 'completed' | 'in-progress' | 'waiting' | 'stopped' | 'entered-in-error'
  _status?: Element
  testScript: Reference<'TestScript'>
  result: 'pass' | 'fail' | 'pending'
  _result?: Element
  score?: number
  _score?: Element
  tester?: string
  _tester?: Element
  issued?: string
  _issued?: Element
  participant?: TestReportParticipant[]
  setup?: TestReportSetup
  test?: TestReportTest[]
  teardown?: TestReportTeardown
}

export interface TestReportParticipant extends BackboneElement {
  type: 'test-engine' | 'client' | 'server'
  _type?: Element
  uri: string
  _uri?: Element
  display?: string
  _display?: Element
}

export interface TestReportSetup extends BackboneElement {
  action: TestReportSetupAction[]
}

export interface TestReportSetupAction extends BackboneElement {
  operation?: TestReportSetupActionOperation
  assert?: TestReportSetupActionAssert
}

export interface TestReportSetupActionOperation extends BackboneElement {
  result: 'pass' | 'skip' | 'fail' | 'warning' | 'error'
  _result?: Element
  message?: string
  _message?: Element
  detail?: string
  _detail?: Element
}

export interface TestReportSetupActionAssert extends BackboneElement {
  result: 'pass' | 'skip' | 'fail' | 'warning' | 'error'
  _result?: Element
  message?: string
  _message?: Element
  detail?: string
  _detail?: Element
}

export interface TestReportTest extends BackboneElement {
  name?: string
  _name?: Element
  description?: string
  _description?: Element
  action: TestReportTestAction[]
}

export interface TestReportTestAction extends BackboneElement {
  operation?: TestReportSetupActionOperation
  assert?: TestReportSetupActionAssert
}

export interface TestReportTeardown extends BackboneElement {
  action: TestReportTeardownAction[]
}

export interface TestReportTeardownAction extends BackboneElement {
  operation: TestReportSetupActionOperation
}

export interface TestScript extends DomainResource {
  readonly resourceType: 'TestScript'
  url: string
  _url?: Element
  identifier?: Identifier
  version?: string
  _version?: Element
  name: string
  _name?: Element
  title?: string
  _title?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  purpose?: string
  _purpose?: Element
  copyright?: string
  _copyright?: Element
  origin?: TestScriptOrigin[]
  destination?: TestScriptDestination[]
  metadata?: TestScriptMetadata
  fixture?: TestScriptFixture[]
  profile?: Reference[]
  variable?: TestScriptVariable[]
  setup?: TestScriptSetup
  test?: TestScriptTest[]
  teardown?: TestScriptTeardown
}

export interface TestScriptOrigin extends BackboneElement {
  index: number
  _index?: Element
  profile: Coding
}

export interface TestScriptDestination extends BackboneElement {
  index: number
  _index?: Element
  profile: Coding
}

export interface TestScriptMetadata extends BackboneElement {
  link?: TestScriptMetadataLink[]
  capability: TestScriptMetadataCapability[]
}

export interface TestScriptMetadataLink extends BackboneElement {
  url: string
  _url?: Element
  description?: string
  _description?: Element
}

export interface TestScriptMetadataCapability extends BackboneElement {
  required: boolean
  _required?: Element
  validated: boolean
  _validated?: Element
  description?: string
  _description?: Element
  origin?: number[]
  _origin?: (Element | null)[]
  destination?: number
  _destination?: Element
  link?: string[]
  _link?: (Element | null)[]
  capabilities: string
  _capabilities?: Element
}

export interface TestScriptFixture extends BackboneElement {
  autocreate: boolean
  _autocreate?: Element
  autodelete: boolean
  _autodelete?: Element
  resource?: Reference
}

export interface TestScriptVariable extends BackboneElement {
  name: string
  _name?: Element
  defaultValue?: string
  _defaultValue?: Element
  description?: string
  _description?: Element
  expression?: string
  _expression?: Element
  headerField?: string
  _headerField?: Element
  hint?: string
  _hint?: Element
  path?: string
  _path?: Element
  sourceId?: string
  _sourceId?: Element
}

export interface TestScriptSetup extends BackboneElement {
  action: TestScriptSetupAction[]
}

export interface TestScriptSetupAction extends BackboneElement {
  operation?: TestScriptSetupActionOperation
  assert?: TestScriptSetupActionAssert
}

export interface TestScriptSetupActionOperation extends BackboneElement {
  type?: Coding
  resource?: string
  _resource?: Element
  label?: string
  _label?: Element
  description?: string
  _description?: Element
  accept?: string
  _accept?: Element
  contentType?: string
  _contentType?: Element
  destination?: number
  _destination?: Element
  encodeRequestUrl: boolean
  _encodeRequestUrl?: Element
  method?: 'delete' | 'get' | 'options' | 'patch' | 'post' | 'put' | 'head'
  _method?: Element
  origin?: number
  _origin?: Element
  params?: string
  _params?: Element
  requestHeader?: TestScriptSetupActionOperationRequestHeader[]
  requestId?: string
  _requestId?: Element
  responseId?: string
  _responseId?: Element
  sourceId?: string
  _sourceId?: Element
  targetId?: string
  _targetId?: Element
  url?: string
  _url?: Element
}

export interface TestScriptSetupActionOperationRequestHeader extends BackboneElement {
  field: string
  _field?: Element
  value: string
  _value?: Element
}

export interface TestScriptSetupActionAssert extends BackboneElement {
  label?: string
  _label?: Element
  description?: string
  _description?: Element
  direction?: 'response' | 'request'
  _direction?: Element
  compareToSourceId?: string
  _compareToSourceId?: Element
  compareToSourceExpression?: string
  _compareToSourceExpression?: Element
  compareToSourcePath?: string
  _compareToSourcePath?: Element
  contentType?: string
  _contentType?: Element
  expression?: string
  _expression?: Element
  headerField?: string
  _headerField?: Element
  minimumId?: string
  _minimumId?: Element
  navigationLinks?: boolean
  _navigationLinks?: Element
  operator?: 'equals' | 'notEquals' | 'in' | 'notIn' | 'greaterThan' | 'lessThan' | 'empty' | 'notEmpty' | 'contains' | 'notContains' | 'eval'
  _operator?: Element
  path?: string
  _path?: Element
  requestMethod?: 'delete' | 'get' | 'options' | 'patch' | 'post' | 'put' | 'head'
  _requestMethod?: Element
  requestURL?: string
  _requestURL?: Element
  resource?: string
  _resource?: Element
  response?: 'okay' | 'created' | 'noContent' | 'notModified' | 'bad' | 'forbidden' | 'notFound' | 'methodNotAllowed' | 'conflict' | 'gone' | 'preconditionFailed' | 'unprocessable'
  _response?: Element
  responseCode?: string
  _responseCode?: Element
  sourceId?: string
  _sourceId?: Element
  validateProfileId?: string
  _validateProfileId?: Element
  value?: string
  _value?: Element
  warningOnly: boolean
  _warningOnly?: Element
}

export interface TestScriptTest extends BackboneElement {
  name?: string
  _name?: Element
  description?: string
  _description?: Element
  action: TestScriptTestAction[]
}

export interface TestScriptTestAction extends BackboneElement {
  operation?: TestScriptSetupActionOperation
  assert?: TestScriptSetupActionAssert
}

export interface TestScriptTeardown extends BackboneElement {
  action: TestScriptTeardownAction[]
}

export interface TestScriptTeardownAction extends BackboneElement {
  operation: TestScriptSetupActionOperation
}

export interface Timing extends BackboneElement {
  event?: string[]
  _event?: (Element | null)[]
  repeat?: TimingRepeat
  code?: CodeableConcept
}

export interface TimingRepeat extends Element {
  boundsDuration?: Duration
  boundsRange?: Range
  boundsPeriod?: Period
  count?: number
  _count?: Element
  countMax?: number
  _countMax?: Element
  duration?: number
  _duration?: Element
  durationMax?: number
  _durationMax?: Element
  durationUnit?: 's' | 'min' | 'h' | 'd' | 'wk' | 'mo' | 'a'
  _durationUnit?: Element
  frequency?: number
  _frequency?: Element
  frequencyMax?: number
  _frequencyMax?: Element
  period?: number
  _period?: Element
  periodMax?: number
  _periodMax?: Element
  periodUnit?: 's' | 'min' | 'h' | 'd' | 'wk' | 'mo' | 'a'
  _periodUnit?: Element
  dayOfWeek?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[]
  _dayOfWeek?: (Element | null)[]
  timeOfDay?: string[]
  _timeOfDay?: (Element | null)[]
  when?: ('MORN' | 'MORN.early' | 'MORN.late' | 'NOON' | 'AFT' | 'AFT.early' | 'AFT.late' | 'EVE' | 'EVE.early' | 'EVE.late' | 'NIGHT' | 'PHS' | 'HS' | 'WAKE' | 'C' | 'CM' | 'CD' | 'CV' | 'AC' | 'ACM' | 'ACD' | 'ACV' | 'PC' | 'PCM' | 'PCD' | 'PCV')[]
  _when?: (Element | null)[]
  offset?: number
  _offset?: Element
}

export interface TriggerDefinition extends Element {
  type: 'named-event' | 'periodic' | 'data-changed' | 'data-added' | 'data-modified' | 'data-removed' | 'data-accessed' | 'data-access-ended'
  _type?: Element
  name?: string
  _name?: Element
  timingTiming?: Timing
  timingReference?: Reference<'Schedule'>
  timingDate?: string
  _timingDate?: Element
  timingDateTime?: string
  _timingDateTime?: Element
  data?: DataRequirement[]
  condition?: Expression
}

export interface UsageContext extends Element {
  code: Coding
  valueCodeableConcept?: CodeableConcept
  valueQuantity?: Quantity
  valueRange?: Range
  valueReference?: Reference<'PlanDefinition' | 'ResearchStudy' | 'InsurancePlan' | 'HealthcareService' | 'Group' | 'Location' | 'Organization'>
}

export interface ValueSet extends DomainResource {
  readonly resourceType: 'ValueSet'
  url?: string
  _url?: Element
  identifier?: Identifier[]
  version?: string
  _version?: Element
  name?: string
  _name?: Element
  title?: string
  _title?: Element
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element
  experimental?: boolean
  _experimental?: Element
  date?: string
  _date?: Element
  publisher?: string
  _publisher?: Element
  contact?: ContactDetail[]
  description?: string
  _description?: Element
  useContext?: UsageContext[]
  jurisdiction?: CodeableConcept[]
  immutable?: boolean
  _immutable?: Element
  purpose?: string
  _purpose?: Element
  copyright?: string
  _copyright?: Element
  compose?: ValueSetCompose
  expansion?: ValueSetExpansion
}

export interface ValueSetCompose extends BackboneElement {
  lockedDate?: string
  _lockedDate?: Element
  inactive?: boolean
  _inactive?: Element
  include: ValueSetComposeInclude[]
  exclude?: ValueSetComposeInclude[]
}

export interface ValueSetComposeInclude extends BackboneElement {
  system?: string
  _system?: Element
  version?: string
  _version?: Element
  concept?: ValueSetComposeIncludeConcept[]
  filter?: ValueSetComposeIncludeFilter[]
  valueSet?: string[]
  _valueSet?: (Element | null)[]
}

export interface ValueSetComposeIncludeConcept extends BackboneElement {
  code: string
  _code?: Element
  display?: string
  _display?: Element
  designation?: ValueSetComposeIncludeConceptDesignation[]
}

export interface ValueSetComposeIncludeConceptDesignation extends BackboneElement {
  language?: string
  _language?: Element
  use?: Coding
  value: string
  _value?: Element
}

export interface ValueSetComposeIncludeFilter extends BackboneElement {
  property: string
  _property?: Element
  op: '=' | 'is-a' | 'descendent-of' | 'is-not-a' | 'regex' | 'in' | 'not-in' | 'generalizes' | 'exists'
  _op?: Element
  value: string
  _value?: Element
}

export interface ValueSetExpansion extends BackboneElement {
  identifier?: string
  _identifier?: Element
  timestamp: string
  _timestamp?: Element
  total?: number
  _total?: Element
  offset?: number
  _offset?: Element
  parameter?: ValueSetExpansionParameter[]
  contains?: ValueSetExpansionContains[]
}

export interface ValueSetExpansionParameter extends BackboneElement {
  name: string
  _name?: Element
  valueString?: string
  _valueString?: Element
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueInteger?: number
  _valueInteger?: Element
  valueDecimal?: number
  _valueDecimal?: Element
  valueUri?: string
  _valueUri?: Element
  valueCode?: string
  _valueCode?: Element
  valueDateTime?: string
  _valueDateTime?: Element
}

export interface ValueSetExpansionContains extends BackboneElement {
  system?: string
  _system?: Element
  abstract?: boolean
  _abstract?: Element
  inactive?: boolean
  _inactive?: Element
  version?: string
  _version?: Element
  code?: string
  _code?: Element
  display?: string
  _display?: Element
  designation?: ValueSetComposeIncludeConceptDesignation[]
  contains?: ValueSetExpansionContains[]
}

export interface VerificationResult extends DomainResource {
  readonly resourceType: 'VerificationResult'
  target?: Reference[]
  targetLocation?: string[]
  _targetLocation?: (Element | null)[]
  need?: CodeableConcept
  status: 'attested' | 'validated' | 'in-process' | 'req-revalid' | 'val-fail' | 'reval-fail'
  _status?: Element
  statusDate?: string
  _statusDate?: Element
  validationType?: CodeableConcept
  validationProcess?: CodeableConcept[]
  frequency?: Timing
  lastPerformed?: string
  _lastPerformed?: Element
  nextScheduled?: string
  _nextScheduled?: Element
  failureAction?: CodeableConcept
  primarySource?: VerificationResultPrimarySource[]
  attestation?: VerificationResultAttestation
  validator?: VerificationResultValidator[]
}

export interface VerificationResultPrimarySource extends BackboneElement {
  who?: Reference<'Organization' | 'Practitioner' | 'PractitionerRole'>
  type?: CodeableConcept[]
  communicationMethod?: CodeableConcept[]
  validationStatus?: CodeableConcept
  validationDate?: string
  _validationDate?: Element
  canPushUpdates?: CodeableConcept
  pushTypeAvailable?: CodeableConcept[]
}

export interface VerificationResultAttestation extends BackboneElement {
  who?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  onBehalfOf?: Reference<'Organization' | 'Practitioner' | 'PractitionerRole'>
  communicationMethod?: CodeableConcept
  date?: string
  _date?: Element
  sourceIdentityCertificate?: string
  _sourceIdentityCertificate?: Element
  proxyIdentityCertificate?: string
  _proxyIdentityCertificate?: Element
  proxySignature?: Signature
  sourceSignature?: Signature
}

export interface VerificationResultValidator extends BackboneElement {
  organization: Reference<'Organization'>
  identityCertificate?: string
  _identityCertificate?: Element
  attestationSignature?: Signature
}

export interface VisionPrescription extends DomainResource {
  readonly resourceType: 'VisionPrescription'
  identifier?: Identifier[]
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element
  created: string
  _created?: Element
  patient: Reference<'Patient'>
  encounter?: Reference<'Encounter'>
  dateWritten: string
  _dateWritten?: Element
  prescriber: Reference<'Practitioner' | 'PractitionerRole'>
  lensSpecification: VisionPrescriptionLensSpecification[]
}

export interface VisionPrescriptionLensSpecification extends BackboneElement {
  product: CodeableConcept
  eye: 'right' | 'left'
  _eye?: Element
  sphere?: number
  _sphere?: Element
  cylinder?: number
  _cylinder?: Element
  axis?: number
  _axis?: Element
  prism?: VisionPrescriptionLensSpecificationPrism[]
  add?: number
  _add?: Element
  power?: number
  _power?: Element
  backCurve?: number
  _backCurve?: Element
  diameter?: number
  _diameter?: Element
  duration?: Quantity
  color?: string
  _color?: Element
  brand?: string
  _brand?: Element
  note?: Annotation[]
}

export interface VisionPrescriptionLensSpecificationPrism extends BackboneElement {
  amount: number
  _amount?: Element
  base: 'up' | 'down' | 'in' | 'out'
  _base?: Element
}

export interface Project extends DomainResource {
  readonly resourceType: 'Project'
  identifier?: Identifier[]
  active?: boolean
  _active?: Element
  status?: 'active' | 'suspended'
  _status?: Element
  name?: string
  _name?: Element
  description?: string
  _description?: Element
  superAdmin?: boolean
  _superAdmin?: Element
  strictMode?: boolean
  _strictMode?: Element
  checkReferencesOnWrite?: boolean
  _checkReferencesOnWrite?: Element
  owner?: Reference<'User'>
  features?: string[]
  _features?: (Element | null)[]
  defaultPatientAccessPolicy?: Reference<'AccessPolicy'>
  defaultAccessPolicies?: ProjectDefaultAccessPolicies[]
  setting?: ProjectSetting[]
  systemSetting?: ProjectSetting[]
  site?: ProjectSite[]
  origin?: string[]
  _origin?: (Element | null)[]
  link?: ProjectLink[]
  defaultProfile?: ProjectDefaultProfile[]
  exportedResourceType?: string[]
  _exportedResourceType?: (Element | null)[]
  developerModeUntil?: string
  _developerModeUntil?: Element
  signInForm?: ProjectSignInForm
  emails?: ProjectEmails
  emergencyAccount?: Reference<'ProjectMembership'>
  adminRole?: ProjectAdminRole[]
  ipAccessRule?: AccessPolicyIpAccessRule[]
}

export interface ProjectAdminRole extends BackboneElement {
  role: 'owner' | 'identity-administrator' | 'help-desk' | 'privacy-officer' | 'app-developer' | 'deployer'
  _role?: Element
  mayAssign?: Reference<'AccessPolicy'>[]
  mfaRequired?: boolean
  _mfaRequired?: Element
  minimumAcr?: 'http://idmanagement.gov/ns/assurance/aal/1' | 'http://idmanagement.gov/ns/assurance/aal/2'
  _minimumAcr?: Element
}

export interface ProjectSignInForm extends BackboneElement {
  logo?: Attachment
  color?: string
  _color?: Element
  darkColor?: string
  _darkColor?: Element
  notice?: string
  _notice?: Element
}

export interface ProjectEmails extends BackboneElement {
  senderName?: string
  _senderName?: Element
  text?: ProjectEmailsText[]
}

export interface ProjectEmailsText extends BackboneElement {
  email: string
  _email?: Element
  language: string
  _language?: Element
  subject?: string
  _subject?: Element
  text?: string
  _text?: Element
}

export interface ProjectDefaultAccessPolicies extends BackboneElement {
  profileType: 'Patient' | 'Practitioner' | 'RelatedPerson' | 'ClientApplication' | 'Bot' | 'Admin'
  _profileType?: Element
  accessPolicy: Reference<'AccessPolicy'>
}

export interface ProjectSetting extends BackboneElement {
  name: string
  _name?: Element
  valueString?: string
  _valueString?: Element
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueDecimal?: number
  _valueDecimal?: Element
  valueInteger?: number
  _valueInteger?: Element
}

export interface ProjectSite extends BackboneElement {
  name: string
  _name?: Element
  domain: string[]
  _domain?: (Element | null)[]
  googleClientId?: string
  _googleClientId?: Element
  recaptchaSiteKey?: string
  _recaptchaSiteKey?: Element
}

export interface ProjectLink extends BackboneElement {
  project: Reference<'Project'>
}

export interface ProjectDefaultProfile extends BackboneElement {
  resourceType: string
  _resourceType?: Element
  profile: string[]
  _profile?: (Element | null)[]
}

export interface User extends DomainResource {
  readonly resourceType: 'User'
  identifier?: Identifier[]
  firstName: string
  _firstName?: Element
  lastName: string
  _lastName?: Element
  externalId?: string
  _externalId?: Element
  email?: string
  _email?: Element
  emailVerified?: boolean
  _emailVerified?: Element
  admin?: boolean
  _admin?: Element
  mfaRequired?: boolean
  _mfaRequired?: Element
  mfaEnrolled?: boolean
  _mfaEnrolled?: Element
  mfaMethod?: string[]
  _mfaMethod?: (Element | null)[]
  project?: Reference<'Project'>
}

export interface ProjectMembership extends DomainResource {
  readonly resourceType: 'ProjectMembership'
  identifier?: Identifier[]
  active?: boolean
  _active?: Element
  project: Reference<'Project'>
  invitedBy?: Reference<'User' | 'ClientApplication' | 'Bot'>
  user: Reference<'User' | 'ClientApplication' | 'Bot'>
  profile: Reference<'Patient' | 'Practitioner' | 'RelatedPerson' | 'ClientApplication' | 'Bot'>
  userName?: string
  _userName?: Element
  externalId?: string
  _externalId?: Element
  externalIdIssuer?: string
  _externalIdIssuer?: Element
  accessPolicy?: Reference<'AccessPolicy'>
  access?: ProjectMembershipAccess[]
  userConfiguration?: Reference<'UserConfiguration'>
  admin?: boolean
  _admin?: Element
  adminRole?: 'owner' | 'identity-administrator' | 'help-desk' | 'privacy-officer' | 'app-developer' | 'deployer'
  _adminRole?: Element
  mfaRequired?: boolean
  _mfaRequired?: Element
  actFor?: ProjectMembershipActFor[]
  readBotLogs?: boolean
  _readBotLogs?: Element
}

export interface ProjectMembershipActFor extends BackboneElement {
  how: 'asserted' | 'proven'
  _how?: Element
  profileType?: ('Patient' | 'Practitioner' | 'RelatedPerson')[]
  _profileType?: (Element | null)[]
  group?: Reference<'Group'>[]
  criteria?: string
  _criteria?: Element
}

export interface ProjectMembershipAccess extends BackboneElement {
  policy: Reference<'AccessPolicy'>
  parameter?: ProjectMembershipAccessParameter[]
}

export interface ProjectMembershipAccessParameter extends BackboneElement {
  name: string
  _name?: Element
  valueString?: string
  _valueString?: Element
  valueReference?: Reference
}

export interface UserConfiguration extends DomainResource {
  readonly resourceType: 'UserConfiguration'
  name?: string
  _name?: Element
  menu?: UserConfigurationMenu[]
  search?: UserConfigurationSearch[]
  option?: UserConfigurationOption[]
}

export interface UserConfigurationMenu extends BackboneElement {
  title: string
  _title?: Element
  link?: UserConfigurationMenuLink[]
}

export interface UserConfigurationMenuLink extends BackboneElement {
  name: string
  _name?: Element
  target: string
  _target?: Element
}

export interface UserConfigurationSearch extends BackboneElement {
  name: string
  _name?: Element
  criteria: string
  _criteria?: Element
}

export interface UserConfigurationOption extends BackboneElement {
  id: string
  valueString?: string
  _valueString?: Element
  valueBoolean?: boolean
  _valueBoolean?: Element
  valueDecimal?: number
  _valueDecimal?: Element
  valueInteger?: number
  _valueInteger?: Element
  valueCode?: string
  _valueCode?: Element
}

export interface ClientApplication extends DomainResource {
  readonly resourceType: 'ClientApplication'
  status?: 'active' | 'off' | 'error'
  _status?: Element
  kind?: 'app' | 'server' | 'device'
  _kind?: Element
  name?: string
  _name?: Element
  description?: string
  _description?: Element
  contacts?: string[]
  _contacts?: (Element | null)[]
  developer?: Reference<'Practitioner' | 'Patient' | 'RelatedPerson' | 'ClientApplication' | 'Bot'>[]
  signInForm?: ClientApplicationSignInForm
  tokenEndpointAuthMethod?: 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt'
  _tokenEndpointAuthMethod?: Element
  firstParty?: boolean
  _firstParty?: Element
  resourceScopesRequired?: boolean
  _resourceScopesRequired?: Element
  requiredScope?: string[]
  _requiredScope?: (Element | null)[]
  publisher?: string
  _publisher?: Element
  privacyUri?: string
  _privacyUri?: Element
  basicAllowed?: boolean
  _basicAllowed?: Element
  deviceSignIn?: boolean
  _deviceSignIn?: Element
  noPersist?: boolean
  _noPersist?: Element
  noPersistFrom?: string[]
  _noPersistFrom?: (Element | null)[]
  idTokenClaims?: boolean
  _idTokenClaims?: Element
  idTokenSignedResponseAlg?: 'RS256' | 'ES256'
  _idTokenSignedResponseAlg?: Element
  sharedStation?: boolean
  _sharedStation?: Element
  jwks?: ClientApplicationJwks
  jwksUri?: string
  _jwksUri?: Element
  redirectUris?: string[]
  _redirectUris?: (Element | null)[]
  redirectUri?: string
  _redirectUri?: Element
  postLogoutRedirectUris?: string[]
  _postLogoutRedirectUris?: (Element | null)[]
  backChannelLogoutUri?: string
  _backChannelLogoutUri?: Element
  backChannelLogoutSessionRequired?: boolean
  _backChannelLogoutSessionRequired?: Element
  frontChannelLogoutUri?: string
  _frontChannelLogoutUri?: Element
  frontChannelLogoutSessionRequired?: boolean
  _frontChannelLogoutSessionRequired?: Element
  launchUri?: string
  _launchUri?: Element
  initiateLoginUri?: string
  _initiateLoginUri?: Element
  launchIdentifierSystems?: ClientApplicationLaunchIdentifierSystems[]
  pkceOptional?: boolean
  _pkceOptional?: Element
  identityProvider?: IdentityProvider
  provider?: Reference<'ProjectIdentityProvider'>[]
  signIn?: 'own' | 'external' | 'both'
  _signIn?: Element
  providerDirect?: boolean
  _providerDirect?: Element
  mfaRequired?: boolean
  _mfaRequired?: Element
  minimumAcr?: 'http://idmanagement.gov/ns/assurance/aal/1' | 'http://idmanagement.gov/ns/assurance/aal/2'
  _minimumAcr?: Element
  compliantDeviceRequired?: boolean
  _compliantDeviceRequired?: Element
  workloadIdentity?: ClientApplicationWorkloadIdentity[]
  accessTokenLifetime?: string
  _accessTokenLifetime?: Element
  refreshTokenLifetime?: string
  _refreshTokenLifetime?: Element
  fhirRequestLimit?: number
  _fhirRequestLimit?: Element
  tokenLimit?: number
  _tokenLimit?: Element
  allowedOrigin?: string[]
  _allowedOrigin?: (Element | null)[]
  grantType?: string[]
  _grantType?: (Element | null)[]
  responseType?: string[]
  _responseType?: (Element | null)[]
  defaultScope?: string[]
  _defaultScope?: (Element | null)[]
  certificateTrustStore?: string
  _certificateTrustStore?: Element
  ipAccessRule?: AccessPolicyIpAccessRule[]
}

export interface ClientApplicationSignInForm extends BackboneElement {
  welcomeString?: string
  _welcomeString?: Element
  logo?: Attachment
  showScopeSelection?: boolean
  _showScopeSelection?: Element
}

export interface ClientApplicationLaunchIdentifierSystems extends BackboneElement {
  resourceType: string
  _resourceType?: Element
  system: string
  _system?: Element
}

export interface ClientApplicationJwks extends BackboneElement {
  keys: ClientApplicationJwksKeys[]
}

export interface ClientApplicationJwksKeys extends BackboneElement {
  kty: string
  _kty?: Element
  kid?: string
  _kid?: Element
  use?: string
  _use?: Element
  key_ops?: string[]
  _key_ops?: (Element | null)[]
  alg?: string
  _alg?: Element
  ext?: boolean
  _ext?: Element
  n?: string
  _n?: Element
  e?: string
  _e?: Element
  crv?: string
  _crv?: Element
  x?: string
  _x?: Element
  y?: string
  _y?: Element
}

export interface ClientApplicationWorkloadIdentity extends BackboneElement {
  issuer: string
  _issuer?: Element
  audience: string
  _audience?: Element
  subject: string
  _subject?: Element
  jwksUrl?: string
  _jwksUrl?: Element
}

export interface IdentityProvider extends Element {
  name?: string
  _name?: Element
  discoveryUrl?: string
  _discoveryUrl?: Element
  issuer?: string
  _issuer?: Element
  audience?: string
  _audience?: Element
  jwksUrl?: string
  _jwksUrl?: Element
  authorizeUrl?: string
  _authorizeUrl?: Element
  tokenUrl?: string
  _tokenUrl?: Element
  tokenAuthMethod?: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'
  _tokenAuthMethod?: Element
  tokenAuthAudience?: 'issuer' | 'token_endpoint'
  _tokenAuthAudience?: Element
  userInfoUrl?: string
  _userInfoUrl?: Element
  userInfoMode?: 'oidc' | 'gcip'
  _userInfoMode?: Element
  userInfoApiKey?: string
  _userInfoApiKey?: Element
  clientId?: string
  _clientId?: Element
  clientSecret?: string
  _clientSecret?: Element
  usePkce?: boolean
  _usePkce?: Element
  scope?: string
  _scope?: Element
  useSubject?: boolean
  _useSubject?: Element
  identitySource?: 'email' | 'subject' | 'fhir-user'
  _identitySource?: Element
  identityMappingMode?: 'user-email' | 'user-external-id' | 'project-membership-external-id' | 'project-membership-profile'
  _identityMappingMode?: Element
  emailDomain?: string[]
  _emailDomain?: (Element | null)[]
  hostedDomain?: string[]
  _hostedDomain?: (Element | null)[]
  profileType?: ('Patient' | 'Practitioner' | 'RelatedPerson')[]
  _profileType?: (Element | null)[]
  accountPolicy?: 'invited' | 'create' | 'ask'
  _accountPolicy?: Element
  defaultProfileType?: 'Patient' | 'Practitioner' | 'RelatedPerson'
  _defaultProfileType?: Element
  defaultAccessPolicy?: Reference<'AccessPolicy'>
  acceptsSecondFactor?: boolean
  _acceptsSecondFactor?: Element
  claimRule?: IdentityProviderClaimRule[]
}

export interface IdentityProviderClaimRule extends BackboneElement {
  claim: string
  _claim?: Element
  value: string
  _value?: Element
  refuse?: boolean
  _refuse?: Element
  profileType?: 'Patient' | 'Practitioner' | 'RelatedPerson'
  _profileType?: Element
  accessPolicy?: Reference<'AccessPolicy'>
  secondFactor?: boolean
  _secondFactor?: Element
  compliantDevice?: boolean
  _compliantDevice?: Element
  optional?: boolean
  _optional?: Element
}

export interface AccessPolicy extends DomainResource {
  readonly resourceType: 'AccessPolicy'
  name?: string
  _name?: Element
  basedOn?: Reference<'AccessPolicy'>[]
  compartment?: Reference
  resource?: AccessPolicyResource[]
  ipAccessRule?: AccessPolicyIpAccessRule[]
  mfaRequired?: boolean
  _mfaRequired?: Element
  minimumAcr?: 'http://idmanagement.gov/ns/assurance/aal/1' | 'http://idmanagement.gov/ns/assurance/aal/2'
  _minimumAcr?: Element
  compliantDeviceRequired?: boolean
  _compliantDeviceRequired?: Element
}

export interface AccessPolicyResource extends BackboneElement {
  resourceType: string
  _resourceType?: Element
  compartment?: Reference
  criteria?: string
  _criteria?: Element
  readonly?: boolean
  _readonly?: Element
  interaction?: ('read' | 'vread' | 'update' | 'delete' | 'history' | 'create' | 'search')[]
  _interaction?: (Element | null)[]
  hiddenFields?: string[]
  _hiddenFields?: (Element | null)[]
  readonlyFields?: string[]
  _readonlyFields?: (Element | null)[]
  writeConstraint?: Expression[]
}

export interface AccessPolicyIpAccessRule extends BackboneElement {
  name?: string
  _name?: Element
  value: string
  _value?: Element
  action: 'allow' | 'block'
  _action?: Element
}

export interface ProjectIdentityProvider extends DomainResource {
  readonly resourceType: 'ProjectIdentityProvider'
  active?: boolean
  _active?: Element
  identityProvider: IdentityProvider
  mark?: Attachment
  movedFrom?: Reference<'ClientApplication' | 'DomainConfiguration'>
}

export interface DomainConfiguration extends DomainResource {
  readonly resourceType: 'DomainConfiguration'
  domain: string
  _domain?: Element
  status?: 'pending' | 'proven' | 'suspended'
  _status?: Element
  enforced?: boolean
  _enforced?: Element
  identityProvider?: IdentityProvider
  provider?: Reference<'ProjectIdentityProvider'>
  allowedPostLoginRedirectUrls?: string[]
  _allowedPostLoginRedirectUrls?: (Element | null)[]
}

export interface Login extends DomainResource {
  readonly resourceType: 'Login'
  client?: Reference<'ClientApplication'>
  profileType?: string
  _profileType?: Element
  project?: Reference<'Project'>
  user: Reference<'User' | 'ClientApplication' | 'Bot'>
  membership?: Reference<'ProjectMembership'>
  scope?: string
  _scope?: Element
  authMethod: string
  _authMethod?: Element
  authTime: string
  _authTime?: Element
  codeChallenge?: string
  _codeChallenge?: Element
  codeChallengeMethod?: 'plain' | 'S256'
  _codeChallengeMethod?: Element
  nonce?: string
  _nonce?: Element
  mfaVerified?: boolean
  _mfaVerified?: Element
  expiresAt?: string
  _expiresAt?: Element
  granted?: boolean
  _granted?: Element
  revoked?: boolean
  _revoked?: Element
  admin?: boolean
  _admin?: Element
  superAdmin?: boolean
  _superAdmin?: Element
  launch?: Reference
  remoteAddress?: string
  _remoteAddress?: Element
  userAgent?: string
  _userAgent?: Element
  pictureUrl?: string
  _pictureUrl?: Element
  basedOn?: Reference<'Login'>
}

export interface UserSecurityRequest extends DomainResource {
  readonly resourceType: 'UserSecurityRequest'
  type?: 'invite' | 'verify-email' | 'reset'
  _type?: Element
  user: Reference<'User'>
  used?: boolean
  _used?: Element
  expiresAt?: string
  _expiresAt?: Element
  redirectUri?: string
  _redirectUri?: Element
}

export interface Bot extends DomainResource {
  readonly resourceType: 'Bot'
  identifier?: Identifier[]
  name?: string
  _name?: Element
  description?: string
  _description?: Element
  runtimeVersion?: string
  _runtimeVersion?: Element
  timeout?: number
  _timeout?: Element
  photo?: Attachment
  cronTiming?: Timing
  cronString?: string
  _cronString?: Element
  category?: CodeableConcept[]
  system?: boolean
  _system?: Element
  runAsUser?: boolean
  _runAsUser?: Element
  publicWebhook?: boolean
  _publicWebhook?: Element
  rawBody?: boolean
  _rawBody?: Element
  streamingEnabled?: boolean
  _streamingEnabled?: Element
  auditEventTrigger?: 'always' | 'never' | 'on-error' | 'on-output'
  _auditEventTrigger?: Element
  auditEventDestination?: ('log' | 'resource')[]
  _auditEventDestination?: (Element | null)[]
  sourceCode?: Attachment
  executableCode?: Attachment
  cdsService?: BotCdsService
  code?: string
  _code?: Element
  allowedHost?: string[]
  _allowedHost?: (Element | null)[]
  secretName?: string[]
  _secretName?: (Element | null)[]
  webhook?: BotWebhook
}

export interface BotWebhook extends BackboneElement {
  verification: 'hmac' | 'stripe' | 'github' | 'basic' | 'mtls-header' | 'none'
  _verification?: Element
  secretName?: string[]
  _secretName?: (Element | null)[]
  certificate?: string[]
  _certificate?: (Element | null)[]
  asynchronous?: boolean
  _asynchronous?: Element
}

export interface BotCdsService extends BackboneElement {
  hook: string
  _hook?: Element
  title: string
  _title?: Element
  description: string
  _description?: Element
  usageRequirements?: string
  _usageRequirements?: Element
  prefetch?: BotCdsServicePrefetch[]
}

export interface BotCdsServicePrefetch extends BackboneElement {
  key: string
  _key?: Element
  query: string
  _query?: Element
}

/** Resource type → its interface. */
export interface ResourceMap {
  AccessPolicy: AccessPolicy
  Account: Account
  ActivityDefinition: ActivityDefinition
  AdverseEvent: AdverseEvent
  AllergyIntolerance: AllergyIntolerance
  Appointment: Appointment
  AppointmentResponse: AppointmentResponse
  AuditEvent: AuditEvent
  Basic: Basic
  Binary: Binary
  BiologicallyDerivedProduct: BiologicallyDerivedProduct
  BodyStructure: BodyStructure
  Bot: Bot
  Bundle: Bundle
  CapabilityStatement: CapabilityStatement
  CarePlan: CarePlan
  CareTeam: CareTeam
  CatalogEntry: CatalogEntry
  ChargeItem: ChargeItem
  ChargeItemDefinition: ChargeItemDefinition
  Claim: Claim
  ClaimResponse: ClaimResponse
  ClientApplication: ClientApplication
  ClinicalImpression: ClinicalImpression
  CodeSystem: CodeSystem
  Communication: Communication
  CommunicationRequest: CommunicationRequest
  CompartmentDefinition: CompartmentDefinition
  Composition: Composition
  ConceptMap: ConceptMap
  Condition: Condition
  Consent: Consent
  Contract: Contract
  Coverage: Coverage
  CoverageEligibilityRequest: CoverageEligibilityRequest
  CoverageEligibilityResponse: CoverageEligibilityResponse
  DetectedIssue: DetectedIssue
  Device: Device
  DeviceDefinition: DeviceDefinition
  DeviceMetric: DeviceMetric
  DeviceRequest: DeviceRequest
  DeviceUseStatement: DeviceUseStatement
  DiagnosticReport: DiagnosticReport
  DocumentManifest: DocumentManifest
  DocumentReference: DocumentReference
  DomainConfiguration: DomainConfiguration
  EffectEvidenceSynthesis: EffectEvidenceSynthesis
  Encounter: Encounter
  Endpoint: Endpoint
  EnrollmentRequest: EnrollmentRequest
  EnrollmentResponse: EnrollmentResponse
  EpisodeOfCare: EpisodeOfCare
  EventDefinition: EventDefinition
  Evidence: Evidence
  EvidenceVariable: EvidenceVariable
  ExampleScenario: ExampleScenario
  ExplanationOfBenefit: ExplanationOfBenefit
  FamilyMemberHistory: FamilyMemberHistory
  Flag: Flag
  Goal: Goal
  GraphDefinition: GraphDefinition
  Group: Group
  GuidanceResponse: GuidanceResponse
  HealthcareService: HealthcareService
  ImagingStudy: ImagingStudy
  Immunization: Immunization
  ImmunizationEvaluation: ImmunizationEvaluation
  ImmunizationRecommendation: ImmunizationRecommendation
  ImplementationGuide: ImplementationGuide
  InsurancePlan: InsurancePlan
  Invoice: Invoice
  Library: Library
  Linkage: Linkage
  List: List
  Location: Location
  Login: Login
  Measure: Measure
  MeasureReport: MeasureReport
  Media: Media
  Medication: Medication
  MedicationAdministration: MedicationAdministration
  MedicationDispense: MedicationDispense
  MedicationKnowledge: MedicationKnowledge
  MedicationRequest: MedicationRequest
  MedicationStatement: MedicationStatement
  MedicinalProduct: MedicinalProduct
  MedicinalProductAuthorization: MedicinalProductAuthorization
  MedicinalProductContraindication: MedicinalProductContraindication
  MedicinalProductIndication: MedicinalProductIndication
  MedicinalProductIngredient: MedicinalProductIngredient
  MedicinalProductInteraction: MedicinalProductInteraction
  MedicinalProductManufactured: MedicinalProductManufactured
  MedicinalProductPackaged: MedicinalProductPackaged
  MedicinalProductPharmaceutical: MedicinalProductPharmaceutical
  MedicinalProductUndesirableEffect: MedicinalProductUndesirableEffect
  MessageDefinition: MessageDefinition
  MessageHeader: MessageHeader
  MolecularSequence: MolecularSequence
  NamingSystem: NamingSystem
  NutritionOrder: NutritionOrder
  Observation: Observation
  ObservationDefinition: ObservationDefinition
  OperationDefinition: OperationDefinition
  OperationOutcome: OperationOutcome
  Organization: Organization
  OrganizationAffiliation: OrganizationAffiliation
  Parameters: Parameters
  Patient: Patient
  PaymentNotice: PaymentNotice
  PaymentReconciliation: PaymentReconciliation
  Person: Person
  PlanDefinition: PlanDefinition
  Practitioner: Practitioner
  PractitionerRole: PractitionerRole
  Procedure: Procedure
  Project: Project
  ProjectIdentityProvider: ProjectIdentityProvider
  ProjectMembership: ProjectMembership
  Provenance: Provenance
  Questionnaire: Questionnaire
  QuestionnaireResponse: QuestionnaireResponse
  RelatedPerson: RelatedPerson
  RequestGroup: RequestGroup
  ResearchDefinition: ResearchDefinition
  ResearchElementDefinition: ResearchElementDefinition
  ResearchStudy: ResearchStudy
  ResearchSubject: ResearchSubject
  RiskAssessment: RiskAssessment
  RiskEvidenceSynthesis: RiskEvidenceSynthesis
  Schedule: Schedule
  SearchParameter: SearchParameter
  ServiceRequest: ServiceRequest
  Slot: Slot
  Specimen: Specimen
  SpecimenDefinition: SpecimenDefinition
  StructureDefinition: StructureDefinition
  StructureMap: StructureMap
  Subscription: Subscription
  Substance: Substance
  SubstanceNucleicAcid: SubstanceNucleicAcid
  SubstancePolymer: SubstancePolymer
  SubstanceProtein: SubstanceProtein
  SubstanceReferenceInformation: SubstanceReferenceInformation
  SubstanceSourceMaterial: SubstanceSourceMaterial
  SubstanceSpecification: SubstanceSpecification
  SupplyDelivery: SupplyDelivery
  SupplyRequest: SupplyRequest
  Task: Task
  TerminologyCapabilities: TerminologyCapabilities
  TestReport: TestReport
  TestScript: TestScript
  User: User
  UserConfiguration: UserConfiguration
  UserSecurityRequest: UserSecurityRequest
  ValueSet: ValueSet
  VerificationResult: VerificationResult
  VisionPrescription: VisionPrescription
}

export type ResourceType = keyof ResourceMap
