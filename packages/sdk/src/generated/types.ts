// Copied from packages/fhir by `npm run generate -w packages/sdk`. Not edited by hand.
/* FHIR R4 as TypeScript: one interface for each resource type, datatype and structure inside one. */

export interface Account extends DomainResource {
  readonly resourceType: 'Account'
  identifier?: Identifier[] | undefined
  status: 'active' | 'inactive' | 'entered-in-error' | 'on-hold' | 'unknown'
  _status?: Element | undefined
  type?: CodeableConcept | undefined
  name?: string | undefined
  _name?: Element | undefined
  subject?: Reference<'Patient' | 'Device' | 'Practitioner' | 'PractitionerRole' | 'Location' | 'HealthcareService' | 'Organization'>[] | undefined
  servicePeriod?: Period | undefined
  coverage?: AccountCoverage[] | undefined
  owner?: Reference<'Organization'> | undefined
  description?: string | undefined
  _description?: Element | undefined
  guarantor?: AccountGuarantor[] | undefined
  partOf?: Reference<'Account'> | undefined
}

export interface AccountCoverage extends BackboneElement {
  coverage: Reference<'Coverage'>
  priority?: number | undefined
  _priority?: Element | undefined
}

export interface AccountGuarantor extends BackboneElement {
  party: Reference<'Patient' | 'RelatedPerson' | 'Organization'>
  onHold?: boolean | undefined
  _onHold?: Element | undefined
  period?: Period | undefined
}

export interface ActivityDefinition extends DomainResource {
  readonly resourceType: 'ActivityDefinition'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  subtitle?: string | undefined
  _subtitle?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  subjectCodeableConcept?: CodeableConcept | undefined
  subjectReference?: Reference<'Group'> | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  usage?: string | undefined
  _usage?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  approvalDate?: string | undefined
  _approvalDate?: Element | undefined
  lastReviewDate?: string | undefined
  _lastReviewDate?: Element | undefined
  effectivePeriod?: Period | undefined
  topic?: CodeableConcept[] | undefined
  author?: ContactDetail[] | undefined
  editor?: ContactDetail[] | undefined
  reviewer?: ContactDetail[] | undefined
  endorser?: ContactDetail[] | undefined
  relatedArtifact?: RelatedArtifact[] | undefined
  library?: string[] | undefined
  _library?: (Element | null)[] | undefined
  kind?: 'Appointment' | 'AppointmentResponse' | 'CarePlan' | 'Claim' | 'CommunicationRequest' | 'Contract' | 'DeviceRequest' | 'EnrollmentRequest' | 'ImmunizationRecommendation' | 'MedicationRequest' | 'NutritionOrder' | 'ServiceRequest' | 'SupplyRequest' | 'Task' | 'VisionPrescription' | undefined
  _kind?: Element | undefined
  profile?: string | undefined
  _profile?: Element | undefined
  code?: CodeableConcept | undefined
  intent?: 'proposal' | 'plan' | 'directive' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option' | undefined
  _intent?: Element | undefined
  priority?: 'routine' | 'urgent' | 'asap' | 'stat' | undefined
  _priority?: Element | undefined
  doNotPerform?: boolean | undefined
  _doNotPerform?: Element | undefined
  timingTiming?: Timing | undefined
  timingDateTime?: string | undefined
  _timingDateTime?: Element | undefined
  timingAge?: Age | undefined
  timingPeriod?: Period | undefined
  timingRange?: Range | undefined
  timingDuration?: Duration | undefined
  location?: Reference<'Location'> | undefined
  participant?: ActivityDefinitionParticipant[] | undefined
  productReference?: Reference<'Medication' | 'Substance'> | undefined
  productCodeableConcept?: CodeableConcept | undefined
  quantity?: Quantity | undefined
  dosage?: Dosage[] | undefined
  bodySite?: CodeableConcept[] | undefined
  specimenRequirement?: Reference<'SpecimenDefinition'>[] | undefined
  observationRequirement?: Reference<'ObservationDefinition'>[] | undefined
  observationResultRequirement?: Reference<'ObservationDefinition'>[] | undefined
  transform?: string | undefined
  _transform?: Element | undefined
  dynamicValue?: ActivityDefinitionDynamicValue[] | undefined
}

export interface ActivityDefinitionParticipant extends BackboneElement {
  type: 'patient' | 'practitioner' | 'related-person' | 'device'
  _type?: Element | undefined
  role?: CodeableConcept | undefined
}

export interface ActivityDefinitionDynamicValue extends BackboneElement {
  path: string
  _path?: Element | undefined
  expression: Expression
}

export interface Address extends Element {
  use?: 'home' | 'work' | 'temp' | 'old' | 'billing' | undefined
  _use?: Element | undefined
  type?: 'postal' | 'physical' | 'both' | undefined
  _type?: Element | undefined
  text?: string | undefined
  _text?: Element | undefined
  line?: string[] | undefined
  _line?: (Element | null)[] | undefined
  city?: string | undefined
  _city?: Element | undefined
  district?: string | undefined
  _district?: Element | undefined
  state?: string | undefined
  _state?: Element | undefined
  postalCode?: string | undefined
  _postalCode?: Element | undefined
  country?: string | undefined
  _country?: Element | undefined
  period?: Period | undefined
}

export interface AdverseEvent extends DomainResource {
  readonly resourceType: 'AdverseEvent'
  identifier?: Identifier | undefined
  actuality: 'actual' | 'potential'
  _actuality?: Element | undefined
  category?: CodeableConcept[] | undefined
  event?: CodeableConcept | undefined
  subject: Reference<'Patient' | 'Group' | 'Practitioner' | 'RelatedPerson'>
  encounter?: Reference<'Encounter'> | undefined
  date?: string | undefined
  _date?: Element | undefined
  detected?: string | undefined
  _detected?: Element | undefined
  recordedDate?: string | undefined
  _recordedDate?: Element | undefined
  resultingCondition?: Reference<'Condition'>[] | undefined
  location?: Reference<'Location'> | undefined
  seriousness?: CodeableConcept | undefined
  severity?: CodeableConcept | undefined
  outcome?: CodeableConcept | undefined
  recorder?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson'> | undefined
  contributor?: Reference<'Practitioner' | 'PractitionerRole' | 'Device'>[] | undefined
  suspectEntity?: AdverseEventSuspectEntity[] | undefined
  subjectMedicalHistory?: Reference<'Condition' | 'Observation' | 'AllergyIntolerance' | 'FamilyMemberHistory' | 'Immunization' | 'Procedure' | 'Media' | 'DocumentReference'>[] | undefined
  referenceDocument?: Reference<'DocumentReference'>[] | undefined
  study?: Reference<'ResearchStudy'>[] | undefined
}

export interface AdverseEventSuspectEntity extends BackboneElement {
  instance: Reference<'Immunization' | 'Procedure' | 'Substance' | 'Medication' | 'MedicationAdministration' | 'MedicationStatement' | 'Device'>
  causality?: AdverseEventSuspectEntityCausality[] | undefined
}

export interface AdverseEventSuspectEntityCausality extends BackboneElement {
  assessment?: CodeableConcept | undefined
  productRelatedness?: string | undefined
  _productRelatedness?: Element | undefined
  author?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
  method?: CodeableConcept | undefined
}

export interface Age extends Quantity {
}

export interface AllergyIntolerance extends DomainResource {
  readonly resourceType: 'AllergyIntolerance'
  identifier?: Identifier[] | undefined
  clinicalStatus?: CodeableConcept | undefined
  verificationStatus?: CodeableConcept | undefined
  type?: 'allergy' | 'intolerance' | undefined
  _type?: Element | undefined
  category?: ('food' | 'medication' | 'environment' | 'biologic')[] | undefined
  _category?: (Element | null)[] | undefined
  criticality?: 'low' | 'high' | 'unable-to-assess' | undefined
  _criticality?: Element | undefined
  code?: CodeableConcept | undefined
  patient: Reference<'Patient'>
  encounter?: Reference<'Encounter'> | undefined
  onsetDateTime?: string | undefined
  _onsetDateTime?: Element | undefined
  onsetAge?: Age | undefined
  onsetPeriod?: Period | undefined
  onsetRange?: Range | undefined
  onsetString?: string | undefined
  _onsetString?: Element | undefined
  recordedDate?: string | undefined
  _recordedDate?: Element | undefined
  recorder?: Reference<'Practitioner' | 'PractitionerRole' | 'Patient' | 'RelatedPerson'> | undefined
  asserter?: Reference<'Patient' | 'RelatedPerson' | 'Practitioner' | 'PractitionerRole'> | undefined
  lastOccurrence?: string | undefined
  _lastOccurrence?: Element | undefined
  note?: Annotation[] | undefined
  reaction?: AllergyIntoleranceReaction[] | undefined
}

export interface AllergyIntoleranceReaction extends BackboneElement {
  substance?: CodeableConcept | undefined
  manifestation: CodeableConcept[]
  description?: string | undefined
  _description?: Element | undefined
  onset?: string | undefined
  _onset?: Element | undefined
  severity?: 'mild' | 'moderate' | 'severe' | undefined
  _severity?: Element | undefined
  exposureRoute?: CodeableConcept | undefined
  note?: Annotation[] | undefined
}

export interface Annotation extends Element {
  authorReference?: Reference<'Practitioner' | 'Patient' | 'RelatedPerson' | 'Organization'> | undefined
  authorString?: string | undefined
  _authorString?: Element | undefined
  time?: string | undefined
  _time?: Element | undefined
  text: string
  _text?: Element | undefined
}

export interface Appointment extends DomainResource {
  readonly resourceType: 'Appointment'
  identifier?: Identifier[] | undefined
  status: 'proposed' | 'pending' | 'booked' | 'arrived' | 'fulfilled' | 'cancelled' | 'noshow' | 'entered-in-error' | 'checked-in' | 'waitlist'
  _status?: Element | undefined
  cancelationReason?: CodeableConcept | undefined
  serviceCategory?: CodeableConcept[] | undefined
  serviceType?: CodeableConcept[] | undefined
  specialty?: CodeableConcept[] | undefined
  appointmentType?: CodeableConcept | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Procedure' | 'Observation' | 'ImmunizationRecommendation'>[] | undefined
  priority?: number | undefined
  _priority?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  supportingInformation?: Reference[] | undefined
  start?: string | undefined
  _start?: Element | undefined
  end?: string | undefined
  _end?: Element | undefined
  minutesDuration?: number | undefined
  _minutesDuration?: Element | undefined
  slot?: Reference<'Slot'>[] | undefined
  created?: string | undefined
  _created?: Element | undefined
  comment?: string | undefined
  _comment?: Element | undefined
  patientInstruction?: string | undefined
  _patientInstruction?: Element | undefined
  basedOn?: Reference<'ServiceRequest'>[] | undefined
  participant: AppointmentParticipant[]
  requestedPeriod?: Period[] | undefined
}

export interface AppointmentParticipant extends BackboneElement {
  type?: CodeableConcept[] | undefined
  actor?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Device' | 'HealthcareService' | 'Location'> | undefined
  required?: 'required' | 'optional' | 'information-only' | undefined
  _required?: Element | undefined
  status: 'accepted' | 'declined' | 'tentative' | 'needs-action'
  _status?: Element | undefined
  period?: Period | undefined
}

export interface AppointmentResponse extends DomainResource {
  readonly resourceType: 'AppointmentResponse'
  identifier?: Identifier[] | undefined
  appointment: Reference<'Appointment'>
  start?: string | undefined
  _start?: Element | undefined
  end?: string | undefined
  _end?: Element | undefined
  participantType?: CodeableConcept[] | undefined
  actor?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Device' | 'HealthcareService' | 'Location'> | undefined
  participantStatus: 'accepted' | 'declined' | 'tentative' | 'needs-action'
  _participantStatus?: Element | undefined
  comment?: string | undefined
  _comment?: Element | undefined
}

export interface Attachment extends Element {
  contentType?: string | undefined
  _contentType?: Element | undefined
  language?: string | undefined
  _language?: Element | undefined
  data?: string | undefined
  _data?: Element | undefined
  url?: string | undefined
  _url?: Element | undefined
  size?: number | undefined
  _size?: Element | undefined
  hash?: string | undefined
  _hash?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  creation?: string | undefined
  _creation?: Element | undefined
}

export interface AuditEvent extends DomainResource {
  readonly resourceType: 'AuditEvent'
  type: Coding
  subtype?: Coding[] | undefined
  action?: 'C' | 'R' | 'U' | 'D' | 'E' | undefined
  _action?: Element | undefined
  period?: Period | undefined
  recorded: string
  _recorded?: Element | undefined
  outcome?: '0' | '4' | '8' | '12' | undefined
  _outcome?: Element | undefined
  outcomeDesc?: string | undefined
  _outcomeDesc?: Element | undefined
  purposeOfEvent?: CodeableConcept[] | undefined
  agent: AuditEventAgent[]
  source: AuditEventSource
  entity?: AuditEventEntity[] | undefined
}

export interface AuditEventAgent extends BackboneElement {
  type?: CodeableConcept | undefined
  role?: CodeableConcept[] | undefined
  who?: Reference<'PractitionerRole' | 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'RelatedPerson'> | undefined
  altId?: string | undefined
  _altId?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  requestor: boolean
  _requestor?: Element | undefined
  location?: Reference<'Location'> | undefined
  policy?: string[] | undefined
  _policy?: (Element | null)[] | undefined
  media?: Coding | undefined
  network?: AuditEventAgentNetwork | undefined
  purposeOfUse?: CodeableConcept[] | undefined
}

export interface AuditEventAgentNetwork extends BackboneElement {
  address?: string | undefined
  _address?: Element | undefined
  type?: '1' | '2' | '3' | '4' | '5' | undefined
  _type?: Element | undefined
}

export interface AuditEventSource extends BackboneElement {
  site?: string | undefined
  _site?: Element | undefined
  observer: Reference<'PractitionerRole' | 'Practitioner' | 'Organization' | 'Device' | 'Patient' | 'RelatedPerson'>
  type?: Coding[] | undefined
}

export interface AuditEventEntity extends BackboneElement {
  what?: Reference | undefined
  type?: Coding | undefined
  role?: Coding | undefined
  lifecycle?: Coding | undefined
  securityLabel?: Coding[] | undefined
  name?: string | undefined
  _name?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  query?: string | undefined
  _query?: Element | undefined
  detail?: AuditEventEntityDetail[] | undefined
}

export interface AuditEventEntityDetail extends BackboneElement {
  type: string
  _type?: Element | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueBase64Binary?: string | undefined
  _valueBase64Binary?: Element | undefined
}

export interface BackboneElement extends Element {
  modifierExtension?: Extension[] | undefined
}

export interface Basic extends DomainResource {
  readonly resourceType: 'Basic'
  identifier?: Identifier[] | undefined
  code: CodeableConcept
  subject?: Reference | undefined
  created?: string | undefined
  _created?: Element | undefined
  author?: Reference<'Practitioner' | 'PractitionerRole' | 'Patient' | 'RelatedPerson' | 'Organization'> | undefined
}

export interface Binary extends Resource {
  readonly resourceType: 'Binary'
  contentType: string
  _contentType?: Element | undefined
  securityContext?: Reference | undefined
  data?: string | undefined
  _data?: Element | undefined
}

export interface BiologicallyDerivedProduct extends DomainResource {
  readonly resourceType: 'BiologicallyDerivedProduct'
  identifier?: Identifier[] | undefined
  productCategory?: 'organ' | 'tissue' | 'fluid' | 'cells' | 'biologicalAgent' | undefined
  _productCategory?: Element | undefined
  productCode?: CodeableConcept | undefined
  status?: 'available' | 'unavailable' | undefined
  _status?: Element | undefined
  request?: Reference<'ServiceRequest'>[] | undefined
  quantity?: number | undefined
  _quantity?: Element | undefined
  parent?: Reference<'BiologicallyDerivedProduct'>[] | undefined
  collection?: BiologicallyDerivedProductCollection | undefined
  processing?: BiologicallyDerivedProductProcessing[] | undefined
  manipulation?: BiologicallyDerivedProductManipulation | undefined
  storage?: BiologicallyDerivedProductStorage[] | undefined
}

export interface BiologicallyDerivedProductCollection extends BackboneElement {
  collector?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
  source?: Reference<'Patient' | 'Organization'> | undefined
  collectedDateTime?: string | undefined
  _collectedDateTime?: Element | undefined
  collectedPeriod?: Period | undefined
}

export interface BiologicallyDerivedProductProcessing extends BackboneElement {
  description?: string | undefined
  _description?: Element | undefined
  procedure?: CodeableConcept | undefined
  additive?: Reference<'Substance'> | undefined
  timeDateTime?: string | undefined
  _timeDateTime?: Element | undefined
  timePeriod?: Period | undefined
}

export interface BiologicallyDerivedProductManipulation extends BackboneElement {
  description?: string | undefined
  _description?: Element | undefined
  timeDateTime?: string | undefined
  _timeDateTime?: Element | undefined
  timePeriod?: Period | undefined
}

export interface BiologicallyDerivedProductStorage extends BackboneElement {
  description?: string | undefined
  _description?: Element | undefined
  temperature?: number | undefined
  _temperature?: Element | undefined
  scale?: 'farenheit' | 'celsius' | 'kelvin' | undefined
  _scale?: Element | undefined
  duration?: Period | undefined
}

export interface BodyStructure extends DomainResource {
  readonly resourceType: 'BodyStructure'
  identifier?: Identifier[] | undefined
  active?: boolean | undefined
  _active?: Element | undefined
  morphology?: CodeableConcept | undefined
  location?: CodeableConcept | undefined
  locationQualifier?: CodeableConcept[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  image?: Attachment[] | undefined
  patient: Reference<'Patient'>
}

export interface Bundle extends Resource {
  readonly resourceType: 'Bundle'
  identifier?: Identifier | undefined
  type: 'document' | 'message' | 'transaction' | 'transaction-response' | 'batch' | 'batch-response' | 'history' | 'searchset' | 'collection'
  _type?: Element | undefined
  timestamp?: string | undefined
  _timestamp?: Element | undefined
  total?: number | undefined
  _total?: Element | undefined
  link?: BundleLink[] | undefined
  entry?: BundleEntry[] | undefined
  signature?: Signature | undefined
}

export interface BundleLink extends BackboneElement {
  relation: string
  _relation?: Element | undefined
  url: string
  _url?: Element | undefined
}

export interface BundleEntry extends BackboneElement {
  link?: BundleLink[] | undefined
  fullUrl?: string | undefined
  _fullUrl?: Element | undefined
  resource?: Resource | undefined
  search?: BundleEntrySearch | undefined
  request?: BundleEntryRequest | undefined
  response?: BundleEntryResponse | undefined
}

export interface BundleEntrySearch extends BackboneElement {
  mode?: 'match' | 'include' | 'outcome' | undefined
  _mode?: Element | undefined
  score?: number | undefined
  _score?: Element | undefined
}

export interface BundleEntryRequest extends BackboneElement {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
  _method?: Element | undefined
  url: string
  _url?: Element | undefined
  ifNoneMatch?: string | undefined
  _ifNoneMatch?: Element | undefined
  ifModifiedSince?: string | undefined
  _ifModifiedSince?: Element | undefined
  ifMatch?: string | undefined
  _ifMatch?: Element | undefined
  ifNoneExist?: string | undefined
  _ifNoneExist?: Element | undefined
}

export interface BundleEntryResponse extends BackboneElement {
  status: string
  _status?: Element | undefined
  location?: string | undefined
  _location?: Element | undefined
  etag?: string | undefined
  _etag?: Element | undefined
  lastModified?: string | undefined
  _lastModified?: Element | undefined
  outcome?: Resource | undefined
}

export interface CapabilityStatement extends DomainResource {
  readonly resourceType: 'CapabilityStatement'
  url?: string | undefined
  _url?: Element | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  date: string
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  kind: 'instance' | 'capability' | 'requirements'
  _kind?: Element | undefined
  instantiates?: string[] | undefined
  _instantiates?: (Element | null)[] | undefined
  imports?: string[] | undefined
  _imports?: (Element | null)[] | undefined
  software?: CapabilityStatementSoftware | undefined
  implementation?: CapabilityStatementImplementation | undefined
  fhirVersion: '0.01' | '0.05' | '0.06' | '0.11' | '0.0.80' | '0.0.81' | '0.0.82' | '0.4.0' | '0.5.0' | '1.0.0' | '1.0.1' | '1.0.2' | '1.1.0' | '1.4.0' | '1.6.0' | '1.8.0' | '3.0.0' | '3.0.1' | '3.3.0' | '3.5.0' | '4.0.0' | '4.0.1'
  _fhirVersion?: Element | undefined
  format: string[]
  _format?: (Element | null)[] | undefined
  patchFormat?: string[] | undefined
  _patchFormat?: (Element | null)[] | undefined
  implementationGuide?: string[] | undefined
  _implementationGuide?: (Element | null)[] | undefined
  rest?: CapabilityStatementRest[] | undefined
  messaging?: CapabilityStatementMessaging[] | undefined
  document?: CapabilityStatementDocument[] | undefined
}

export interface CapabilityStatementSoftware extends BackboneElement {
  name: string
  _name?: Element | undefined
  version?: string | undefined
  _version?: Element | undefined
  releaseDate?: string | undefined
  _releaseDate?: Element | undefined
}

export interface CapabilityStatementImplementation extends BackboneElement {
  description: string
  _description?: Element | undefined
  url?: string | undefined
  _url?: Element | undefined
  custodian?: Reference<'Organization'> | undefined
}

export interface CapabilityStatementRest extends BackboneElement {
  mode: 'client' | 'server'
  _mode?: Element | undefined
  documentation?: string | undefined
  _documentation?: Element | undefined
  security?: CapabilityStatementRestSecurity | undefined
  resource?: CapabilityStatementRestResource[] | undefined
  interaction?: CapabilityStatementRestInteraction[] | undefined
  searchParam?: CapabilityStatementRestResourceSearchParam[] | undefined
  operation?: CapabilityStatementRestResourceOperation[] | undefined
  compartment?: string[] | undefined
  _compartment?: (Element | null)[] | undefined
}

export interface CapabilityStatementRestSecurity extends BackboneElement {
  cors?: boolean | undefined
  _cors?: Element | undefined
  service?: CodeableConcept[] | undefined
  description?: string | undefined
  _description?: Element | undefined
}

export interface CapabilityStatementRestResource extends BackboneElement {
  type: string
  _type?: Element | undefined
  profile?: string | undefined
  _profile?: Element | undefined
  supportedProfile?: string[] | undefined
  _supportedProfile?: (Element | null)[] | undefined
  documentation?: string | undefined
  _documentation?: Element | undefined
  interaction?: CapabilityStatementRestResourceInteraction[] | undefined
  versioning?: 'no-version' | 'versioned' | 'versioned-update' | undefined
  _versioning?: Element | undefined
  readHistory?: boolean | undefined
  _readHistory?: Element | undefined
  updateCreate?: boolean | undefined
  _updateCreate?: Element | undefined
  conditionalCreate?: boolean | undefined
  _conditionalCreate?: Element | undefined
  conditionalRead?: 'not-supported' | 'modified-since' | 'not-match' | 'full-support' | undefined
  _conditionalRead?: Element | undefined
  conditionalUpdate?: boolean | undefined
  _conditionalUpdate?: Element | undefined
  conditionalDelete?: 'not-supported' | 'single' | 'multiple' | undefined
  _conditionalDelete?: Element | undefined
  referencePolicy?: ('literal' | 'logical' | 'resolves' | 'enforced' | 'local')[] | undefined
  _referencePolicy?: (Element | null)[] | undefined
  searchInclude?: string[] | undefined
  _searchInclude?: (Element | null)[] | undefined
  searchRevInclude?: string[] | undefined
  _searchRevInclude?: (Element | null)[] | undefined
  searchParam?: CapabilityStatementRestResourceSearchParam[] | undefined
  operation?: CapabilityStatementRestResourceOperation[] | undefined
}

export interface CapabilityStatementRestResourceInteraction extends BackboneElement {
  code: 'read' | 'vread' | 'update' | 'patch' | 'delete' | 'history-instance' | 'history-type' | 'create' | 'search-type'
  _code?: Element | undefined
  documentation?: string | undefined
  _documentation?: Element | undefined
}

export interface CapabilityStatementRestResourceSearchParam extends BackboneElement {
  name: string
  _name?: Element | undefined
  definition?: string | undefined
  _definition?: Element | undefined
  type: 'number' | 'date' | 'string' | 'token' | 'reference' | 'composite' | 'quantity' | 'uri' | 'special'
  _type?: Element | undefined
  documentation?: string | undefined
  _documentation?: Element | undefined
}

export interface CapabilityStatementRestResourceOperation extends BackboneElement {
  name: string
  _name?: Element | undefined
  definition: string
  _definition?: Element | undefined
  documentation?: string | undefined
  _documentation?: Element | undefined
}

export interface CapabilityStatementRestInteraction extends BackboneElement {
  code: 'transaction' | 'batch' | 'search-system' | 'history-system'
  _code?: Element | undefined
  documentation?: string | undefined
  _documentation?: Element | undefined
}

export interface CapabilityStatementMessaging extends BackboneElement {
  endpoint?: CapabilityStatementMessagingEndpoint[] | undefined
  reliableCache?: number | undefined
  _reliableCache?: Element | undefined
  documentation?: string | undefined
  _documentation?: Element | undefined
  supportedMessage?: CapabilityStatementMessagingSupportedMessage[] | undefined
}

export interface CapabilityStatementMessagingEndpoint extends BackboneElement {
  protocol: Coding
  address: string
  _address?: Element | undefined
}

export interface CapabilityStatementMessagingSupportedMessage extends BackboneElement {
  mode: 'sender' | 'receiver'
  _mode?: Element | undefined
  definition: string
  _definition?: Element | undefined
}

export interface CapabilityStatementDocument extends BackboneElement {
  mode: 'producer' | 'consumer'
  _mode?: Element | undefined
  documentation?: string | undefined
  _documentation?: Element | undefined
  profile: string
  _profile?: Element | undefined
}

export interface CarePlan extends DomainResource {
  readonly resourceType: 'CarePlan'
  identifier?: Identifier[] | undefined
  instantiatesCanonical?: string[] | undefined
  _instantiatesCanonical?: (Element | null)[] | undefined
  instantiatesUri?: string[] | undefined
  _instantiatesUri?: (Element | null)[] | undefined
  basedOn?: Reference<'CarePlan'>[] | undefined
  replaces?: Reference<'CarePlan'>[] | undefined
  partOf?: Reference<'CarePlan'>[] | undefined
  status: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element | undefined
  intent: 'proposal' | 'plan' | 'order' | 'option'
  _intent?: Element | undefined
  category?: CodeableConcept[] | undefined
  title?: string | undefined
  _title?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  subject: Reference<'Patient' | 'Group'>
  encounter?: Reference<'Encounter'> | undefined
  period?: Period | undefined
  created?: string | undefined
  _created?: Element | undefined
  author?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'Device' | 'RelatedPerson' | 'Organization' | 'CareTeam'> | undefined
  contributor?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'Device' | 'RelatedPerson' | 'Organization' | 'CareTeam'>[] | undefined
  careTeam?: Reference<'CareTeam'>[] | undefined
  addresses?: Reference<'Condition'>[] | undefined
  supportingInfo?: Reference[] | undefined
  goal?: Reference<'Goal'>[] | undefined
  activity?: CarePlanActivity[] | undefined
  note?: Annotation[] | undefined
}

export interface CarePlanActivity extends BackboneElement {
  outcomeCodeableConcept?: CodeableConcept[] | undefined
  outcomeReference?: Reference[] | undefined
  progress?: Annotation[] | undefined
  reference?: Reference<'Appointment' | 'CommunicationRequest' | 'DeviceRequest' | 'MedicationRequest' | 'NutritionOrder' | 'Task' | 'ServiceRequest' | 'VisionPrescription' | 'RequestGroup'> | undefined
  detail?: CarePlanActivityDetail | undefined
}

export interface CarePlanActivityDetail extends BackboneElement {
  kind?: 'Appointment' | 'CommunicationRequest' | 'DeviceRequest' | 'MedicationRequest' | 'NutritionOrder' | 'Task' | 'ServiceRequest' | 'VisionPrescription' | undefined
  _kind?: Element | undefined
  instantiatesCanonical?: string[] | undefined
  _instantiatesCanonical?: (Element | null)[] | undefined
  instantiatesUri?: string[] | undefined
  _instantiatesUri?: (Element | null)[] | undefined
  code?: CodeableConcept | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[] | undefined
  goal?: Reference<'Goal'>[] | undefined
  status: 'not-started' | 'scheduled' | 'in-progress' | 'on-hold' | 'completed' | 'cancelled' | 'stopped' | 'unknown' | 'entered-in-error'
  _status?: Element | undefined
  statusReason?: CodeableConcept | undefined
  doNotPerform?: boolean | undefined
  _doNotPerform?: Element | undefined
  scheduledTiming?: Timing | undefined
  scheduledPeriod?: Period | undefined
  scheduledString?: string | undefined
  _scheduledString?: Element | undefined
  location?: Reference<'Location'> | undefined
  performer?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'RelatedPerson' | 'Patient' | 'CareTeam' | 'HealthcareService' | 'Device'>[] | undefined
  productCodeableConcept?: CodeableConcept | undefined
  productReference?: Reference<'Medication' | 'Substance'> | undefined
  dailyAmount?: Quantity | undefined
  quantity?: Quantity | undefined
  description?: string | undefined
  _description?: Element | undefined
}

export interface CareTeam extends DomainResource {
  readonly resourceType: 'CareTeam'
  identifier?: Identifier[] | undefined
  status?: 'proposed' | 'active' | 'suspended' | 'inactive' | 'entered-in-error' | undefined
  _status?: Element | undefined
  category?: CodeableConcept[] | undefined
  name?: string | undefined
  _name?: Element | undefined
  subject?: Reference<'Patient' | 'Group'> | undefined
  encounter?: Reference<'Encounter'> | undefined
  period?: Period | undefined
  participant?: CareTeamParticipant[] | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition'>[] | undefined
  managingOrganization?: Reference<'Organization'>[] | undefined
  telecom?: ContactPoint[] | undefined
  note?: Annotation[] | undefined
}

export interface CareTeamParticipant extends BackboneElement {
  role?: CodeableConcept[] | undefined
  member?: Reference<'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Patient' | 'Organization' | 'CareTeam'> | undefined
  onBehalfOf?: Reference<'Organization'> | undefined
  period?: Period | undefined
}

export interface CatalogEntry extends DomainResource {
  readonly resourceType: 'CatalogEntry'
  identifier?: Identifier[] | undefined
  type?: CodeableConcept | undefined
  orderable: boolean
  _orderable?: Element | undefined
  referencedItem: Reference<'Medication' | 'Device' | 'Organization' | 'Practitioner' | 'PractitionerRole' | 'HealthcareService' | 'ActivityDefinition' | 'PlanDefinition' | 'SpecimenDefinition' | 'ObservationDefinition' | 'Binary'>
  additionalIdentifier?: Identifier[] | undefined
  classification?: CodeableConcept[] | undefined
  status?: 'draft' | 'active' | 'retired' | 'unknown' | undefined
  _status?: Element | undefined
  validityPeriod?: Period | undefined
  validTo?: string | undefined
  _validTo?: Element | undefined
  lastUpdated?: string | undefined
  _lastUpdated?: Element | undefined
  additionalCharacteristic?: CodeableConcept[] | undefined
  additionalClassification?: CodeableConcept[] | undefined
  relatedEntry?: CatalogEntryRelatedEntry[] | undefined
}

export interface CatalogEntryRelatedEntry extends BackboneElement {
  relationtype: 'triggers' | 'is-replaced-by'
  _relationtype?: Element | undefined
  item: Reference<'CatalogEntry'>
}

export interface ChargeItem extends DomainResource {
  readonly resourceType: 'ChargeItem'
  identifier?: Identifier[] | undefined
  definitionUri?: string[] | undefined
  _definitionUri?: (Element | null)[] | undefined
  definitionCanonical?: string[] | undefined
  _definitionCanonical?: (Element | null)[] | undefined
  status: 'planned' | 'billable' | 'not-billable' | 'aborted' | 'billed' | 'entered-in-error' | 'unknown'
  _status?: Element | undefined
  partOf?: Reference<'ChargeItem'>[] | undefined
  code: CodeableConcept
  subject: Reference<'Patient' | 'Group'>
  context?: Reference<'Encounter' | 'EpisodeOfCare'> | undefined
  occurrenceDateTime?: string | undefined
  _occurrenceDateTime?: Element | undefined
  occurrencePeriod?: Period | undefined
  occurrenceTiming?: Timing | undefined
  performer?: ChargeItemPerformer[] | undefined
  performingOrganization?: Reference<'Organization'> | undefined
  requestingOrganization?: Reference<'Organization'> | undefined
  costCenter?: Reference<'Organization'> | undefined
  quantity?: Quantity | undefined
  bodysite?: CodeableConcept[] | undefined
  factorOverride?: number | undefined
  _factorOverride?: Element | undefined
  priceOverride?: Money | undefined
  overrideReason?: string | undefined
  _overrideReason?: Element | undefined
  enterer?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'Device' | 'RelatedPerson'> | undefined
  enteredDate?: string | undefined
  _enteredDate?: Element | undefined
  reason?: CodeableConcept[] | undefined
  service?: Reference<'DiagnosticReport' | 'ImagingStudy' | 'Immunization' | 'MedicationAdministration' | 'MedicationDispense' | 'Observation' | 'Procedure' | 'SupplyDelivery'>[] | undefined
  productReference?: Reference<'Device' | 'Medication' | 'Substance'> | undefined
  productCodeableConcept?: CodeableConcept | undefined
  account?: Reference<'Account'>[] | undefined
  note?: Annotation[] | undefined
  supportingInformation?: Reference[] | undefined
}

export interface ChargeItemPerformer extends BackboneElement {
  function?: CodeableConcept | undefined
  actor: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam' | 'Patient' | 'Device' | 'RelatedPerson'>
}

export interface ChargeItemDefinition extends DomainResource {
  readonly resourceType: 'ChargeItemDefinition'
  url: string
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  derivedFromUri?: string[] | undefined
  _derivedFromUri?: (Element | null)[] | undefined
  partOf?: string[] | undefined
  _partOf?: (Element | null)[] | undefined
  replaces?: string[] | undefined
  _replaces?: (Element | null)[] | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  approvalDate?: string | undefined
  _approvalDate?: Element | undefined
  lastReviewDate?: string | undefined
  _lastReviewDate?: Element | undefined
  effectivePeriod?: Period | undefined
  code?: CodeableConcept | undefined
  instance?: Reference<'Medication' | 'Substance' | 'Device'>[] | undefined
  applicability?: ChargeItemDefinitionApplicability[] | undefined
  propertyGroup?: ChargeItemDefinitionPropertyGroup[] | undefined
}

export interface ChargeItemDefinitionApplicability extends BackboneElement {
  description?: string | undefined
  _description?: Element | undefined
  language?: string | undefined
  _language?: Element | undefined
  expression?: string | undefined
  _expression?: Element | undefined
}

export interface ChargeItemDefinitionPropertyGroup extends BackboneElement {
  applicability?: ChargeItemDefinitionApplicability[] | undefined
  priceComponent?: ChargeItemDefinitionPropertyGroupPriceComponent[] | undefined
}

export interface ChargeItemDefinitionPropertyGroupPriceComponent extends BackboneElement {
  type: 'base' | 'surcharge' | 'deduction' | 'discount' | 'tax' | 'informational'
  _type?: Element | undefined
  code?: CodeableConcept | undefined
  factor?: number | undefined
  _factor?: Element | undefined
  amount?: Money | undefined
}

export interface Claim extends DomainResource {
  readonly resourceType: 'Claim'
  identifier?: Identifier[] | undefined
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element | undefined
  type: CodeableConcept
  subType?: CodeableConcept | undefined
  use: 'claim' | 'preauthorization' | 'predetermination'
  _use?: Element | undefined
  patient: Reference<'Patient'>
  billablePeriod?: Period | undefined
  created: string
  _created?: Element | undefined
  enterer?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
  insurer?: Reference<'Organization'> | undefined
  provider: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  priority: CodeableConcept
  fundsReserve?: CodeableConcept | undefined
  related?: ClaimRelated[] | undefined
  prescription?: Reference<'DeviceRequest' | 'MedicationRequest' | 'VisionPrescription'> | undefined
  originalPrescription?: Reference<'DeviceRequest' | 'MedicationRequest' | 'VisionPrescription'> | undefined
  payee?: ClaimPayee | undefined
  referral?: Reference<'ServiceRequest'> | undefined
  facility?: Reference<'Location'> | undefined
  careTeam?: ClaimCareTeam[] | undefined
  supportingInfo?: ClaimSupportingInfo[] | undefined
  diagnosis?: ClaimDiagnosis[] | undefined
  procedure?: ClaimProcedure[] | undefined
  insurance: ClaimInsurance[]
  accident?: ClaimAccident | undefined
  item?: ClaimItem[] | undefined
  total?: Money | undefined
}

export interface ClaimRelated extends BackboneElement {
  claim?: Reference<'Claim'> | undefined
  relationship?: CodeableConcept | undefined
  reference?: Identifier | undefined
}

export interface ClaimPayee extends BackboneElement {
  type: CodeableConcept
  party?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'RelatedPerson'> | undefined
}

export interface ClaimCareTeam extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  provider: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  responsible?: boolean | undefined
  _responsible?: Element | undefined
  role?: CodeableConcept | undefined
  qualification?: CodeableConcept | undefined
}

export interface ClaimSupportingInfo extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  category: CodeableConcept
  code?: CodeableConcept | undefined
  timingDate?: string | undefined
  _timingDate?: Element | undefined
  timingPeriod?: Period | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueQuantity?: Quantity | undefined
  valueAttachment?: Attachment | undefined
  valueReference?: Reference | undefined
  reason?: CodeableConcept | undefined
}

export interface ClaimDiagnosis extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  diagnosisCodeableConcept?: CodeableConcept | undefined
  diagnosisReference?: Reference<'Condition'> | undefined
  type?: CodeableConcept[] | undefined
  onAdmission?: CodeableConcept | undefined
  packageCode?: CodeableConcept | undefined
}

export interface ClaimProcedure extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  type?: CodeableConcept[] | undefined
  date?: string | undefined
  _date?: Element | undefined
  procedureCodeableConcept?: CodeableConcept | undefined
  procedureReference?: Reference<'Procedure'> | undefined
  udi?: Reference<'Device'>[] | undefined
}

export interface ClaimInsurance extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  focal: boolean
  _focal?: Element | undefined
  identifier?: Identifier | undefined
  coverage: Reference<'Coverage'>
  businessArrangement?: string | undefined
  _businessArrangement?: Element | undefined
  preAuthRef?: string[] | undefined
  _preAuthRef?: (Element | null)[] | undefined
  claimResponse?: Reference<'ClaimResponse'> | undefined
}

export interface ClaimAccident extends BackboneElement {
  date: string
  _date?: Element | undefined
  type?: CodeableConcept | undefined
  locationAddress?: Address | undefined
  locationReference?: Reference<'Location'> | undefined
}

export interface ClaimItem extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  careTeamSequence?: number[] | undefined
  _careTeamSequence?: (Element | null)[] | undefined
  diagnosisSequence?: number[] | undefined
  _diagnosisSequence?: (Element | null)[] | undefined
  procedureSequence?: number[] | undefined
  _procedureSequence?: (Element | null)[] | undefined
  informationSequence?: number[] | undefined
  _informationSequence?: (Element | null)[] | undefined
  revenue?: CodeableConcept | undefined
  category?: CodeableConcept | undefined
  productOrService: CodeableConcept
  modifier?: CodeableConcept[] | undefined
  programCode?: CodeableConcept[] | undefined
  servicedDate?: string | undefined
  _servicedDate?: Element | undefined
  servicedPeriod?: Period | undefined
  locationCodeableConcept?: CodeableConcept | undefined
  locationAddress?: Address | undefined
  locationReference?: Reference<'Location'> | undefined
  quantity?: Quantity | undefined
  unitPrice?: Money | undefined
  factor?: number | undefined
  _factor?: Element | undefined
  net?: Money | undefined
  udi?: Reference<'Device'>[] | undefined
  bodySite?: CodeableConcept | undefined
  subSite?: CodeableConcept[] | undefined
  encounter?: Reference<'Encounter'>[] | undefined
  detail?: ClaimItemDetail[] | undefined
}

export interface ClaimItemDetail extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  revenue?: CodeableConcept | undefined
  category?: CodeableConcept | undefined
  productOrService: CodeableConcept
  modifier?: CodeableConcept[] | undefined
  programCode?: CodeableConcept[] | undefined
  quantity?: Quantity | undefined
  unitPrice?: Money | undefined
  factor?: number | undefined
  _factor?: Element | undefined
  net?: Money | undefined
  udi?: Reference<'Device'>[] | undefined
  subDetail?: ClaimItemDetailSubDetail[] | undefined
}

export interface ClaimItemDetailSubDetail extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  revenue?: CodeableConcept | undefined
  category?: CodeableConcept | undefined
  productOrService: CodeableConcept
  modifier?: CodeableConcept[] | undefined
  programCode?: CodeableConcept[] | undefined
  quantity?: Quantity | undefined
  unitPrice?: Money | undefined
  factor?: number | undefined
  _factor?: Element | undefined
  net?: Money | undefined
  udi?: Reference<'Device'>[] | undefined
}

export interface ClaimResponse extends DomainResource {
  readonly resourceType: 'ClaimResponse'
  identifier?: Identifier[] | undefined
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element | undefined
  type: CodeableConcept
  subType?: CodeableConcept | undefined
  use: 'claim' | 'preauthorization' | 'predetermination'
  _use?: Element | undefined
  patient: Reference<'Patient'>
  created: string
  _created?: Element | undefined
  insurer: Reference<'Organization'>
  requestor?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  request?: Reference<'Claim'> | undefined
  outcome: 'queued' | 'complete' | 'error' | 'partial'
  _outcome?: Element | undefined
  disposition?: string | undefined
  _disposition?: Element | undefined
  preAuthRef?: string | undefined
  _preAuthRef?: Element | undefined
  preAuthPeriod?: Period | undefined
  payeeType?: CodeableConcept | undefined
  item?: ClaimResponseItem[] | undefined
  addItem?: ClaimResponseAddItem[] | undefined
  adjudication?: ClaimResponseItemAdjudication[] | undefined
  total?: ClaimResponseTotal[] | undefined
  payment?: ClaimResponsePayment | undefined
  fundsReserve?: CodeableConcept | undefined
  formCode?: CodeableConcept | undefined
  form?: Attachment | undefined
  processNote?: ClaimResponseProcessNote[] | undefined
  communicationRequest?: Reference<'CommunicationRequest'>[] | undefined
  insurance?: ClaimResponseInsurance[] | undefined
  error?: ClaimResponseError[] | undefined
}

export interface ClaimResponseItem extends BackboneElement {
  itemSequence: number
  _itemSequence?: Element | undefined
  noteNumber?: number[] | undefined
  _noteNumber?: (Element | null)[] | undefined
  adjudication: ClaimResponseItemAdjudication[]
  detail?: ClaimResponseItemDetail[] | undefined
}

export interface ClaimResponseItemAdjudication extends BackboneElement {
  category: CodeableConcept
  reason?: CodeableConcept | undefined
  amount?: Money | undefined
  value?: number | undefined
  _value?: Element | undefined
}

export interface ClaimResponseItemDetail extends BackboneElement {
  detailSequence: number
  _detailSequence?: Element | undefined
  noteNumber?: number[] | undefined
  _noteNumber?: (Element | null)[] | undefined
  adjudication: ClaimResponseItemAdjudication[]
  subDetail?: ClaimResponseItemDetailSubDetail[] | undefined
}

export interface ClaimResponseItemDetailSubDetail extends BackboneElement {
  subDetailSequence: number
  _subDetailSequence?: Element | undefined
  noteNumber?: number[] | undefined
  _noteNumber?: (Element | null)[] | undefined
  adjudication?: ClaimResponseItemAdjudication[] | undefined
}

export interface ClaimResponseAddItem extends BackboneElement {
  itemSequence?: number[] | undefined
  _itemSequence?: (Element | null)[] | undefined
  detailSequence?: number[] | undefined
  _detailSequence?: (Element | null)[] | undefined
  subdetailSequence?: number[] | undefined
  _subdetailSequence?: (Element | null)[] | undefined
  provider?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>[] | undefined
  productOrService: CodeableConcept
  modifier?: CodeableConcept[] | undefined
  programCode?: CodeableConcept[] | undefined
  servicedDate?: string | undefined
  _servicedDate?: Element | undefined
  servicedPeriod?: Period | undefined
  locationCodeableConcept?: CodeableConcept | undefined
  locationAddress?: Address | undefined
  locationReference?: Reference<'Location'> | undefined
  quantity?: Quantity | undefined
  unitPrice?: Money | undefined
  factor?: number | undefined
  _factor?: Element | undefined
  net?: Money | undefined
  bodySite?: CodeableConcept | undefined
  subSite?: CodeableConcept[] | undefined
  noteNumber?: number[] | undefined
  _noteNumber?: (Element | null)[] | undefined
  adjudication: ClaimResponseItemAdjudication[]
  detail?: ClaimResponseAddItemDetail[] | undefined
}

export interface ClaimResponseAddItemDetail extends BackboneElement {
  productOrService: CodeableConcept
  modifier?: CodeableConcept[] | undefined
  quantity?: Quantity | undefined
  unitPrice?: Money | undefined
  factor?: number | undefined
  _factor?: Element | undefined
  net?: Money | undefined
  noteNumber?: number[] | undefined
  _noteNumber?: (Element | null)[] | undefined
  adjudication: ClaimResponseItemAdjudication[]
  subDetail?: ClaimResponseAddItemDetailSubDetail[] | undefined
}

export interface ClaimResponseAddItemDetailSubDetail extends BackboneElement {
  productOrService: CodeableConcept
  modifier?: CodeableConcept[] | undefined
  quantity?: Quantity | undefined
  unitPrice?: Money | undefined
  factor?: number | undefined
  _factor?: Element | undefined
  net?: Money | undefined
  noteNumber?: number[] | undefined
  _noteNumber?: (Element | null)[] | undefined
  adjudication: ClaimResponseItemAdjudication[]
}

export interface ClaimResponseTotal extends BackboneElement {
  category: CodeableConcept
  amount: Money
}

export interface ClaimResponsePayment extends BackboneElement {
  type: CodeableConcept
  adjustment?: Money | undefined
  adjustmentReason?: CodeableConcept | undefined
  date?: string | undefined
  _date?: Element | undefined
  amount: Money
  identifier?: Identifier | undefined
}

export interface ClaimResponseProcessNote extends BackboneElement {
  number?: number | undefined
  _number?: Element | undefined
  type?: 'display' | 'print' | 'printoper' | undefined
  _type?: Element | undefined
  text: string
  _text?: Element | undefined
  language?: CodeableConcept | undefined
}

export interface ClaimResponseInsurance extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  focal: boolean
  _focal?: Element | undefined
  coverage: Reference<'Coverage'>
  businessArrangement?: string | undefined
  _businessArrangement?: Element | undefined
  claimResponse?: Reference<'ClaimResponse'> | undefined
}

export interface ClaimResponseError extends BackboneElement {
  itemSequence?: number | undefined
  _itemSequence?: Element | undefined
  detailSequence?: number | undefined
  _detailSequence?: Element | undefined
  subDetailSequence?: number | undefined
  _subDetailSequence?: Element | undefined
  code: CodeableConcept
}

export interface ClinicalImpression extends DomainResource {
  readonly resourceType: 'ClinicalImpression'
  identifier?: Identifier[] | undefined
  status: 'in-progress' | 'completed' | 'entered-in-error'
  _status?: Element | undefined
  statusReason?: CodeableConcept | undefined
  code?: CodeableConcept | undefined
  description?: string | undefined
  _description?: Element | undefined
  subject: Reference<'Patient' | 'Group'>
  encounter?: Reference<'Encounter'> | undefined
  effectiveDateTime?: string | undefined
  _effectiveDateTime?: Element | undefined
  effectivePeriod?: Period | undefined
  date?: string | undefined
  _date?: Element | undefined
  assessor?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
  previous?: Reference<'ClinicalImpression'> | undefined
  problem?: Reference<'Condition' | 'AllergyIntolerance'>[] | undefined
  investigation?: ClinicalImpressionInvestigation[] | undefined
  protocol?: string[] | undefined
  _protocol?: (Element | null)[] | undefined
  summary?: string | undefined
  _summary?: Element | undefined
  finding?: ClinicalImpressionFinding[] | undefined
  prognosisCodeableConcept?: CodeableConcept[] | undefined
  prognosisReference?: Reference<'RiskAssessment'>[] | undefined
  supportingInfo?: Reference[] | undefined
  note?: Annotation[] | undefined
}

export interface ClinicalImpressionInvestigation extends BackboneElement {
  code: CodeableConcept
  item?: Reference<'Observation' | 'QuestionnaireResponse' | 'FamilyMemberHistory' | 'DiagnosticReport' | 'RiskAssessment' | 'ImagingStudy' | 'Media'>[] | undefined
}

export interface ClinicalImpressionFinding extends BackboneElement {
  itemCodeableConcept?: CodeableConcept | undefined
  itemReference?: Reference<'Condition' | 'Observation' | 'Media'> | undefined
  basis?: string | undefined
  _basis?: Element | undefined
}

export interface CodeSystem extends DomainResource {
  readonly resourceType: 'CodeSystem'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  caseSensitive?: boolean | undefined
  _caseSensitive?: Element | undefined
  valueSet?: string | undefined
  _valueSet?: Element | undefined
  hierarchyMeaning?: 'grouped-by' | 'is-a' | 'part-of' | 'classified-with' | undefined
  _hierarchyMeaning?: Element | undefined
  compositional?: boolean | undefined
  _compositional?: Element | undefined
  versionNeeded?: boolean | undefined
  _versionNeeded?: Element | undefined
  content: 'not-present' | 'example' | 'fragment' | 'complete' | 'supplement'
  _content?: Element | undefined
  supplements?: string | undefined
  _supplements?: Element | undefined
  count?: number | undefined
  _count?: Element | undefined
  filter?: CodeSystemFilter[] | undefined
  property?: CodeSystemProperty[] | undefined
  concept?: CodeSystemConcept[] | undefined
}

export interface CodeSystemFilter extends BackboneElement {
  code: string
  _code?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  operator: ('=' | 'is-a' | 'descendent-of' | 'is-not-a' | 'regex' | 'in' | 'not-in' | 'generalizes' | 'exists')[]
  _operator?: (Element | null)[] | undefined
  value: string
  _value?: Element | undefined
}

export interface CodeSystemProperty extends BackboneElement {
  code: string
  _code?: Element | undefined
  uri?: string | undefined
  _uri?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  type: 'code' | 'Coding' | 'string' | 'integer' | 'boolean' | 'dateTime' | 'decimal'
  _type?: Element | undefined
}

export interface CodeSystemConcept extends BackboneElement {
  code: string
  _code?: Element | undefined
  display?: string | undefined
  _display?: Element | undefined
  definition?: string | undefined
  _definition?: Element | undefined
  designation?: CodeSystemConceptDesignation[] | undefined
  property?: CodeSystemConceptProperty[] | undefined
  concept?: CodeSystemConcept[] | undefined
}

export interface CodeSystemConceptDesignation extends BackboneElement {
  language?: string | undefined
  _language?: Element | undefined
  use?: Coding | undefined
  value: string
  _value?: Element | undefined
}

export interface CodeSystemConceptProperty extends BackboneElement {
  code: string
  _code?: Element | undefined
  valueCode?: string | undefined
  _valueCode?: Element | undefined
  valueCoding?: Coding | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueInteger?: number | undefined
  _valueInteger?: Element | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueDateTime?: string | undefined
  _valueDateTime?: Element | undefined
  valueDecimal?: number | undefined
  _valueDecimal?: Element | undefined
}

export interface CodeableConcept extends Element {
  coding?: Coding[] | undefined
  text?: string | undefined
  _text?: Element | undefined
}

export interface Coding extends Element {
  system?: string | undefined
  _system?: Element | undefined
  version?: string | undefined
  _version?: Element | undefined
  code?: string | undefined
  _code?: Element | undefined
  display?: string | undefined
  _display?: Element | undefined
  userSelected?: boolean | undefined
  _userSelected?: Element | undefined
}

export interface Communication extends DomainResource {
  readonly resourceType: 'Communication'
  identifier?: Identifier[] | undefined
  instantiatesCanonical?: string[] | undefined
  _instantiatesCanonical?: (Element | null)[] | undefined
  instantiatesUri?: string[] | undefined
  _instantiatesUri?: (Element | null)[] | undefined
  basedOn?: Reference[] | undefined
  partOf?: Reference[] | undefined
  inResponseTo?: Reference<'Communication'>[] | undefined
  status: 'preparation' | 'in-progress' | 'not-done' | 'on-hold' | 'stopped' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element | undefined
  statusReason?: CodeableConcept | undefined
  category?: CodeableConcept[] | undefined
  priority?: 'routine' | 'urgent' | 'asap' | 'stat' | undefined
  _priority?: Element | undefined
  medium?: CodeableConcept[] | undefined
  subject?: Reference<'Patient' | 'Group'> | undefined
  topic?: CodeableConcept | undefined
  about?: Reference[] | undefined
  encounter?: Reference<'Encounter'> | undefined
  sent?: string | undefined
  _sent?: Element | undefined
  received?: string | undefined
  _received?: Element | undefined
  recipient?: Reference<'Device' | 'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Group' | 'CareTeam' | 'HealthcareService'>[] | undefined
  sender?: Reference<'Device' | 'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'HealthcareService'> | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[] | undefined
  payload?: CommunicationPayload[] | undefined
  note?: Annotation[] | undefined
}

export interface CommunicationPayload extends BackboneElement {
  contentString?: string | undefined
  _contentString?: Element | undefined
  contentAttachment?: Attachment | undefined
  contentReference?: Reference | undefined
}

export interface CommunicationRequest extends DomainResource {
  readonly resourceType: 'CommunicationRequest'
  identifier?: Identifier[] | undefined
  basedOn?: Reference[] | undefined
  replaces?: Reference<'CommunicationRequest'>[] | undefined
  groupIdentifier?: Identifier | undefined
  status: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element | undefined
  statusReason?: CodeableConcept | undefined
  category?: CodeableConcept[] | undefined
  priority?: 'routine' | 'urgent' | 'asap' | 'stat' | undefined
  _priority?: Element | undefined
  doNotPerform?: boolean | undefined
  _doNotPerform?: Element | undefined
  medium?: CodeableConcept[] | undefined
  subject?: Reference<'Patient' | 'Group'> | undefined
  about?: Reference[] | undefined
  encounter?: Reference<'Encounter'> | undefined
  payload?: CommunicationRequestPayload[] | undefined
  occurrenceDateTime?: string | undefined
  _occurrenceDateTime?: Element | undefined
  occurrencePeriod?: Period | undefined
  authoredOn?: string | undefined
  _authoredOn?: Element | undefined
  requester?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'RelatedPerson' | 'Device'> | undefined
  recipient?: Reference<'Device' | 'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Group' | 'CareTeam' | 'HealthcareService'>[] | undefined
  sender?: Reference<'Device' | 'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'HealthcareService'> | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[] | undefined
  note?: Annotation[] | undefined
}

export interface CommunicationRequestPayload extends BackboneElement {
  contentString?: string | undefined
  _contentString?: Element | undefined
  contentAttachment?: Attachment | undefined
  contentReference?: Reference | undefined
}

export interface CompartmentDefinition extends DomainResource {
  readonly resourceType: 'CompartmentDefinition'
  url: string
  _url?: Element | undefined
  version?: string | undefined
  _version?: Element | undefined
  name: string
  _name?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  code: 'Patient' | 'Encounter' | 'RelatedPerson' | 'Practitioner' | 'Device'
  _code?: Element | undefined
  search: boolean
  _search?: Element | undefined
  resource?: CompartmentDefinitionResource[] | undefined
}

export interface CompartmentDefinitionResource extends BackboneElement {
  code: string
  _code?: Element | undefined
  param?: string[] | undefined
  _param?: (Element | null)[] | undefined
  documentation?: string | undefined
  _documentation?: Element | undefined
}

export interface Composition extends DomainResource {
  readonly resourceType: 'Composition'
  identifier?: Identifier | undefined
  status: 'preliminary' | 'final' | 'amended' | 'entered-in-error'
  _status?: Element | undefined
  type: CodeableConcept
  category?: CodeableConcept[] | undefined
  subject?: Reference | undefined
  encounter?: Reference<'Encounter'> | undefined
  date: string
  _date?: Element | undefined
  author: Reference<'Practitioner' | 'PractitionerRole' | 'Device' | 'Patient' | 'RelatedPerson' | 'Organization'>[]
  title: string
  _title?: Element | undefined
  confidentiality?: 'U' | 'L' | 'M' | 'N' | 'R' | 'V' | undefined
  _confidentiality?: Element | undefined
  attester?: CompositionAttester[] | undefined
  custodian?: Reference<'Organization'> | undefined
  relatesTo?: CompositionRelatesTo[] | undefined
  event?: CompositionEvent[] | undefined
  section?: CompositionSection[] | undefined
}

export interface CompositionAttester extends BackboneElement {
  mode: 'personal' | 'professional' | 'legal' | 'official'
  _mode?: Element | undefined
  time?: string | undefined
  _time?: Element | undefined
  party?: Reference<'Patient' | 'RelatedPerson' | 'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
}

export interface CompositionRelatesTo extends BackboneElement {
  code: 'replaces' | 'transforms' | 'signs' | 'appends'
  _code?: Element | undefined
  targetIdentifier?: Identifier | undefined
  targetReference?: Reference<'Composition'> | undefined
}

export interface CompositionEvent extends BackboneElement {
  code?: CodeableConcept[] | undefined
  period?: Period | undefined
  detail?: Reference[] | undefined
}

export interface CompositionSection extends BackboneElement {
  title?: string | undefined
  _title?: Element | undefined
  code?: CodeableConcept | undefined
  author?: Reference<'Practitioner' | 'PractitionerRole' | 'Device' | 'Patient' | 'RelatedPerson' | 'Organization'>[] | undefined
  focus?: Reference | undefined
  text?: Narrative | undefined
  mode?: 'working' | 'snapshot' | 'changes' | undefined
  _mode?: Element | undefined
  orderedBy?: CodeableConcept | undefined
  entry?: Reference[] | undefined
  emptyReason?: CodeableConcept | undefined
  section?: CompositionSection[] | undefined
}

export interface ConceptMap extends DomainResource {
  readonly resourceType: 'ConceptMap'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  sourceUri?: string | undefined
  _sourceUri?: Element | undefined
  sourceCanonical?: string | undefined
  _sourceCanonical?: Element | undefined
  targetUri?: string | undefined
  _targetUri?: Element | undefined
  targetCanonical?: string | undefined
  _targetCanonical?: Element | undefined
  group?: ConceptMapGroup[] | undefined
}

export interface ConceptMapGroup extends BackboneElement {
  source?: string | undefined
  _source?: Element | undefined
  sourceVersion?: string | undefined
  _sourceVersion?: Element | undefined
  target?: string | undefined
  _target?: Element | undefined
  targetVersion?: string | undefined
  _targetVersion?: Element | undefined
  element: ConceptMapGroupElement[]
  unmapped?: ConceptMapGroupUnmapped | undefined
}

export interface ConceptMapGroupElement extends BackboneElement {
  code?: string | undefined
  _code?: Element | undefined
  display?: string | undefined
  _display?: Element | undefined
  target?: ConceptMapGroupElementTarget[] | undefined
}

export interface ConceptMapGroupElementTarget extends BackboneElement {
  code?: string | undefined
  _code?: Element | undefined
  display?: string | undefined
  _display?: Element | undefined
  equivalence: 'relatedto' | 'equivalent' | 'equal' | 'wider' | 'subsumes' | 'narrower' | 'specializes' | 'inexact' | 'unmatched' | 'disjoint'
  _equivalence?: Element | undefined
  comment?: string | undefined
  _comment?: Element | undefined
  dependsOn?: ConceptMapGroupElementTargetDependsOn[] | undefined
  product?: ConceptMapGroupElementTargetDependsOn[] | undefined
}

export interface ConceptMapGroupElementTargetDependsOn extends BackboneElement {
  property: string
  _property?: Element | undefined
  system?: string | undefined
  _system?: Element | undefined
  value: string
  _value?: Element | undefined
  display?: string | undefined
  _display?: Element | undefined
}

export interface ConceptMapGroupUnmapped extends BackboneElement {
  mode: 'provided' | 'fixed' | 'other-map'
  _mode?: Element | undefined
  code?: string | undefined
  _code?: Element | undefined
  display?: string | undefined
  _display?: Element | undefined
  url?: string | undefined
  _url?: Element | undefined
}

export interface Condition extends DomainResource {
  readonly resourceType: 'Condition'
  identifier?: Identifier[] | undefined
  clinicalStatus?: CodeableConcept | undefined
  verificationStatus?: CodeableConcept | undefined
  category?: CodeableConcept[] | undefined
  severity?: CodeableConcept | undefined
  code?: CodeableConcept | undefined
  bodySite?: CodeableConcept[] | undefined
  subject: Reference<'Patient' | 'Group'>
  encounter?: Reference<'Encounter'> | undefined
  onsetDateTime?: string | undefined
  _onsetDateTime?: Element | undefined
  onsetAge?: Age | undefined
  onsetPeriod?: Period | undefined
  onsetRange?: Range | undefined
  onsetString?: string | undefined
  _onsetString?: Element | undefined
  abatementDateTime?: string | undefined
  _abatementDateTime?: Element | undefined
  abatementAge?: Age | undefined
  abatementPeriod?: Period | undefined
  abatementRange?: Range | undefined
  abatementString?: string | undefined
  _abatementString?: Element | undefined
  recordedDate?: string | undefined
  _recordedDate?: Element | undefined
  recorder?: Reference<'Practitioner' | 'PractitionerRole' | 'Patient' | 'RelatedPerson'> | undefined
  asserter?: Reference<'Practitioner' | 'PractitionerRole' | 'Patient' | 'RelatedPerson'> | undefined
  stage?: ConditionStage[] | undefined
  evidence?: ConditionEvidence[] | undefined
  note?: Annotation[] | undefined
}

export interface ConditionStage extends BackboneElement {
  summary?: CodeableConcept | undefined
  assessment?: Reference<'ClinicalImpression' | 'DiagnosticReport' | 'Observation'>[] | undefined
  type?: CodeableConcept | undefined
}

export interface ConditionEvidence extends BackboneElement {
  code?: CodeableConcept[] | undefined
  detail?: Reference[] | undefined
}

export interface Consent extends DomainResource {
  readonly resourceType: 'Consent'
  identifier?: Identifier[] | undefined
  status: 'draft' | 'proposed' | 'active' | 'rejected' | 'inactive' | 'entered-in-error'
  _status?: Element | undefined
  scope: CodeableConcept
  category: CodeableConcept[]
  patient?: Reference<'Patient'> | undefined
  dateTime?: string | undefined
  _dateTime?: Element | undefined
  performer?: Reference<'Organization' | 'Patient' | 'Practitioner' | 'RelatedPerson' | 'PractitionerRole'>[] | undefined
  organization?: Reference<'Organization'>[] | undefined
  sourceAttachment?: Attachment | undefined
  sourceReference?: Reference<'Consent' | 'DocumentReference' | 'Contract' | 'QuestionnaireResponse'> | undefined
  policy?: ConsentPolicy[] | undefined
  policyRule?: CodeableConcept | undefined
  verification?: ConsentVerification[] | undefined
  provision?: ConsentProvision | undefined
}

export interface ConsentPolicy extends BackboneElement {
  authority?: string | undefined
  _authority?: Element | undefined
  uri?: string | undefined
  _uri?: Element | undefined
}

export interface ConsentVerification extends BackboneElement {
  verified: boolean
  _verified?: Element | undefined
  verifiedWith?: Reference<'Patient' | 'RelatedPerson'> | undefined
  verificationDate?: string | undefined
  _verificationDate?: Element | undefined
}

export interface ConsentProvision extends BackboneElement {
  type?: 'deny' | 'permit' | undefined
  _type?: Element | undefined
  period?: Period | undefined
  actor?: ConsentProvisionActor[] | undefined
  action?: CodeableConcept[] | undefined
  securityLabel?: Coding[] | undefined
  purpose?: Coding[] | undefined
  class?: Coding[] | undefined
  code?: CodeableConcept[] | undefined
  dataPeriod?: Period | undefined
  data?: ConsentProvisionData[] | undefined
  provision?: ConsentProvision[] | undefined
}

export interface ConsentProvisionActor extends BackboneElement {
  role: CodeableConcept
  reference: Reference<'Device' | 'Group' | 'CareTeam' | 'Organization' | 'Patient' | 'Practitioner' | 'RelatedPerson' | 'PractitionerRole'>
}

export interface ConsentProvisionData extends BackboneElement {
  meaning: 'instance' | 'related' | 'dependents' | 'authoredby'
  _meaning?: Element | undefined
  reference: Reference
}

export interface ContactDetail extends Element {
  name?: string | undefined
  _name?: Element | undefined
  telecom?: ContactPoint[] | undefined
}

export interface ContactPoint extends Element {
  system?: 'phone' | 'fax' | 'email' | 'pager' | 'url' | 'sms' | 'other' | undefined
  _system?: Element | undefined
  value?: string | undefined
  _value?: Element | undefined
  use?: 'home' | 'work' | 'temp' | 'old' | 'mobile' | undefined
  _use?: Element | undefined
  rank?: number | undefined
  _rank?: Element | undefined
  period?: Period | undefined
}

export interface Contract extends DomainResource {
  readonly resourceType: 'Contract'
  identifier?: Identifier[] | undefined
  url?: string | undefined
  _url?: Element | undefined
  version?: string | undefined
  _version?: Element | undefined
  status?: 'amended' | 'appended' | 'cancelled' | 'disputed' | 'entered-in-error' | 'executable' | 'executed' | 'negotiable' | 'offered' | 'policy' | 'rejected' | 'renewed' | 'revoked' | 'resolved' | 'terminated' | undefined
  _status?: Element | undefined
  legalState?: CodeableConcept | undefined
  instantiatesCanonical?: Reference<'Contract'> | undefined
  instantiatesUri?: string | undefined
  _instantiatesUri?: Element | undefined
  contentDerivative?: CodeableConcept | undefined
  issued?: string | undefined
  _issued?: Element | undefined
  applies?: Period | undefined
  expirationType?: CodeableConcept | undefined
  subject?: Reference[] | undefined
  authority?: Reference<'Organization'>[] | undefined
  domain?: Reference<'Location'>[] | undefined
  site?: Reference<'Location'>[] | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  subtitle?: string | undefined
  _subtitle?: Element | undefined
  alias?: string[] | undefined
  _alias?: (Element | null)[] | undefined
  author?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  scope?: CodeableConcept | undefined
  topicCodeableConcept?: CodeableConcept | undefined
  topicReference?: Reference | undefined
  type?: CodeableConcept | undefined
  subType?: CodeableConcept[] | undefined
  contentDefinition?: ContractContentDefinition | undefined
  term?: ContractTerm[] | undefined
  supportingInfo?: Reference[] | undefined
  relevantHistory?: Reference<'Provenance'>[] | undefined
  signer?: ContractSigner[] | undefined
  friendly?: ContractFriendly[] | undefined
  legal?: ContractLegal[] | undefined
  rule?: ContractRule[] | undefined
  legallyBindingAttachment?: Attachment | undefined
  legallyBindingReference?: Reference<'Composition' | 'DocumentReference' | 'QuestionnaireResponse' | 'Contract'> | undefined
}

export interface ContractContentDefinition extends BackboneElement {
  type: CodeableConcept
  subType?: CodeableConcept | undefined
  publisher?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  publicationDate?: string | undefined
  _publicationDate?: Element | undefined
  publicationStatus: 'amended' | 'appended' | 'cancelled' | 'disputed' | 'entered-in-error' | 'executable' | 'executed' | 'negotiable' | 'offered' | 'policy' | 'rejected' | 'renewed' | 'revoked' | 'resolved' | 'terminated'
  _publicationStatus?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
}

export interface ContractTerm extends BackboneElement {
  identifier?: Identifier | undefined
  issued?: string | undefined
  _issued?: Element | undefined
  applies?: Period | undefined
  topicCodeableConcept?: CodeableConcept | undefined
  topicReference?: Reference | undefined
  type?: CodeableConcept | undefined
  subType?: CodeableConcept | undefined
  text?: string | undefined
  _text?: Element | undefined
  securityLabel?: ContractTermSecurityLabel[] | undefined
  offer: ContractTermOffer
  asset?: ContractTermAsset[] | undefined
  action?: ContractTermAction[] | undefined
  group?: ContractTerm[] | undefined
}

export interface ContractTermSecurityLabel extends BackboneElement {
  number?: number[] | undefined
  _number?: (Element | null)[] | undefined
  classification: Coding
  category?: Coding[] | undefined
  control?: Coding[] | undefined
}

export interface ContractTermOffer extends BackboneElement {
  identifier?: Identifier[] | undefined
  party?: ContractTermOfferParty[] | undefined
  topic?: Reference | undefined
  type?: CodeableConcept | undefined
  decision?: CodeableConcept | undefined
  decisionMode?: CodeableConcept[] | undefined
  answer?: ContractTermOfferAnswer[] | undefined
  text?: string | undefined
  _text?: Element | undefined
  linkId?: string[] | undefined
  _linkId?: (Element | null)[] | undefined
  securityLabelNumber?: number[] | undefined
  _securityLabelNumber?: (Element | null)[] | undefined
}

export interface ContractTermOfferParty extends BackboneElement {
  reference: Reference<'Patient' | 'RelatedPerson' | 'Practitioner' | 'PractitionerRole' | 'Device' | 'Group' | 'Organization'>[]
  role: CodeableConcept
}

export interface ContractTermOfferAnswer extends BackboneElement {
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueDecimal?: number | undefined
  _valueDecimal?: Element | undefined
  valueInteger?: number | undefined
  _valueInteger?: Element | undefined
  valueDate?: string | undefined
  _valueDate?: Element | undefined
  valueDateTime?: string | undefined
  _valueDateTime?: Element | undefined
  valueTime?: string | undefined
  _valueTime?: Element | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueUri?: string | undefined
  _valueUri?: Element | undefined
  valueAttachment?: Attachment | undefined
  valueCoding?: Coding | undefined
  valueQuantity?: Quantity | undefined
  valueReference?: Reference | undefined
}

export interface ContractTermAsset extends BackboneElement {
  scope?: CodeableConcept | undefined
  type?: CodeableConcept[] | undefined
  typeReference?: Reference[] | undefined
  subtype?: CodeableConcept[] | undefined
  relationship?: Coding | undefined
  context?: ContractTermAssetContext[] | undefined
  condition?: string | undefined
  _condition?: Element | undefined
  periodType?: CodeableConcept[] | undefined
  period?: Period[] | undefined
  usePeriod?: Period[] | undefined
  text?: string | undefined
  _text?: Element | undefined
  linkId?: string[] | undefined
  _linkId?: (Element | null)[] | undefined
  answer?: ContractTermOfferAnswer[] | undefined
  securityLabelNumber?: number[] | undefined
  _securityLabelNumber?: (Element | null)[] | undefined
  valuedItem?: ContractTermAssetValuedItem[] | undefined
}

export interface ContractTermAssetContext extends BackboneElement {
  reference?: Reference | undefined
  code?: CodeableConcept[] | undefined
  text?: string | undefined
  _text?: Element | undefined
}

export interface ContractTermAssetValuedItem extends BackboneElement {
  entityCodeableConcept?: CodeableConcept | undefined
  entityReference?: Reference | undefined
  identifier?: Identifier | undefined
  effectiveTime?: string | undefined
  _effectiveTime?: Element | undefined
  quantity?: Quantity | undefined
  unitPrice?: Money | undefined
  factor?: number | undefined
  _factor?: Element | undefined
  points?: number | undefined
  _points?: Element | undefined
  net?: Money | undefined
  payment?: string | undefined
  _payment?: Element | undefined
  paymentDate?: string | undefined
  _paymentDate?: Element | undefined
  responsible?: Reference<'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson'> | undefined
  recipient?: Reference<'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson'> | undefined
  linkId?: string[] | undefined
  _linkId?: (Element | null)[] | undefined
  securityLabelNumber?: number[] | undefined
  _securityLabelNumber?: (Element | null)[] | undefined
}

export interface ContractTermAction extends BackboneElement {
  doNotPerform?: boolean | undefined
  _doNotPerform?: Element | undefined
  type: CodeableConcept
  subject?: ContractTermActionSubject[] | undefined
  intent: CodeableConcept
  linkId?: string[] | undefined
  _linkId?: (Element | null)[] | undefined
  status: CodeableConcept
  context?: Reference<'Encounter' | 'EpisodeOfCare'> | undefined
  contextLinkId?: string[] | undefined
  _contextLinkId?: (Element | null)[] | undefined
  occurrenceDateTime?: string | undefined
  _occurrenceDateTime?: Element | undefined
  occurrencePeriod?: Period | undefined
  occurrenceTiming?: Timing | undefined
  requester?: Reference<'Patient' | 'RelatedPerson' | 'Practitioner' | 'PractitionerRole' | 'Device' | 'Group' | 'Organization'>[] | undefined
  requesterLinkId?: string[] | undefined
  _requesterLinkId?: (Element | null)[] | undefined
  performerType?: CodeableConcept[] | undefined
  performerRole?: CodeableConcept | undefined
  performer?: Reference<'RelatedPerson' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'CareTeam' | 'Device' | 'Substance' | 'Organization' | 'Location'> | undefined
  performerLinkId?: string[] | undefined
  _performerLinkId?: (Element | null)[] | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference' | 'Questionnaire' | 'QuestionnaireResponse'>[] | undefined
  reason?: string[] | undefined
  _reason?: (Element | null)[] | undefined
  reasonLinkId?: string[] | undefined
  _reasonLinkId?: (Element | null)[] | undefined
  note?: Annotation[] | undefined
  securityLabelNumber?: number[] | undefined
  _securityLabelNumber?: (Element | null)[] | undefined
}

export interface ContractTermActionSubject extends BackboneElement {
  reference: Reference<'Patient' | 'RelatedPerson' | 'Practitioner' | 'PractitionerRole' | 'Device' | 'Group' | 'Organization'>[]
  role?: CodeableConcept | undefined
}

export interface ContractSigner extends BackboneElement {
  type: Coding
  party: Reference<'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson'>
  signature: Signature[]
}

export interface ContractFriendly extends BackboneElement {
  contentAttachment?: Attachment | undefined
  contentReference?: Reference<'Composition' | 'DocumentReference' | 'QuestionnaireResponse'> | undefined
}

export interface ContractLegal extends BackboneElement {
  contentAttachment?: Attachment | undefined
  contentReference?: Reference<'Composition' | 'DocumentReference' | 'QuestionnaireResponse'> | undefined
}

export interface ContractRule extends BackboneElement {
  contentAttachment?: Attachment | undefined
  contentReference?: Reference<'DocumentReference'> | undefined
}

export interface Contributor extends Element {
  type: 'author' | 'editor' | 'reviewer' | 'endorser'
  _type?: Element | undefined
  name: string
  _name?: Element | undefined
  contact?: ContactDetail[] | undefined
}

export interface Count extends Quantity {
}

export interface Coverage extends DomainResource {
  readonly resourceType: 'Coverage'
  identifier?: Identifier[] | undefined
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element | undefined
  type?: CodeableConcept | undefined
  policyHolder?: Reference<'Patient' | 'RelatedPerson' | 'Organization'> | undefined
  subscriber?: Reference<'Patient' | 'RelatedPerson'> | undefined
  subscriberId?: string | undefined
  _subscriberId?: Element | undefined
  beneficiary: Reference<'Patient'>
  dependent?: string | undefined
  _dependent?: Element | undefined
  relationship?: CodeableConcept | undefined
  period?: Period | undefined
  payor: Reference<'Organization' | 'Patient' | 'RelatedPerson'>[]
  class?: CoverageClass[] | undefined
  order?: number | undefined
  _order?: Element | undefined
  network?: string | undefined
  _network?: Element | undefined
  costToBeneficiary?: CoverageCostToBeneficiary[] | undefined
  subrogation?: boolean | undefined
  _subrogation?: Element | undefined
  contract?: Reference<'Contract'>[] | undefined
}

export interface CoverageClass extends BackboneElement {
  type: CodeableConcept
  value: string
  _value?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
}

export interface CoverageCostToBeneficiary extends BackboneElement {
  type?: CodeableConcept | undefined
  valueQuantity?: Quantity | undefined
  valueMoney?: Money | undefined
  exception?: CoverageCostToBeneficiaryException[] | undefined
}

export interface CoverageCostToBeneficiaryException extends BackboneElement {
  type: CodeableConcept
  period?: Period | undefined
}

export interface CoverageEligibilityRequest extends DomainResource {
  readonly resourceType: 'CoverageEligibilityRequest'
  identifier?: Identifier[] | undefined
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element | undefined
  priority?: CodeableConcept | undefined
  purpose: ('auth-requirements' | 'benefits' | 'discovery' | 'validation')[]
  _purpose?: (Element | null)[] | undefined
  patient: Reference<'Patient'>
  servicedDate?: string | undefined
  _servicedDate?: Element | undefined
  servicedPeriod?: Period | undefined
  created: string
  _created?: Element | undefined
  enterer?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
  provider?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  insurer: Reference<'Organization'>
  facility?: Reference<'Location'> | undefined
  supportingInfo?: CoverageEligibilityRequestSupportingInfo[] | undefined
  insurance?: CoverageEligibilityRequestInsurance[] | undefined
  item?: CoverageEligibilityRequestItem[] | undefined
}

export interface CoverageEligibilityRequestSupportingInfo extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  information: Reference
  appliesToAll?: boolean | undefined
  _appliesToAll?: Element | undefined
}

export interface CoverageEligibilityRequestInsurance extends BackboneElement {
  focal?: boolean | undefined
  _focal?: Element | undefined
  coverage: Reference<'Coverage'>
  businessArrangement?: string | undefined
  _businessArrangement?: Element | undefined
}

export interface CoverageEligibilityRequestItem extends BackboneElement {
  supportingInfoSequence?: number[] | undefined
  _supportingInfoSequence?: (Element | null)[] | undefined
  category?: CodeableConcept | undefined
  productOrService?: CodeableConcept | undefined
  modifier?: CodeableConcept[] | undefined
  provider?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
  quantity?: Quantity | undefined
  unitPrice?: Money | undefined
  facility?: Reference<'Location' | 'Organization'> | undefined
  diagnosis?: CoverageEligibilityRequestItemDiagnosis[] | undefined
  detail?: Reference[] | undefined
}

export interface CoverageEligibilityRequestItemDiagnosis extends BackboneElement {
  diagnosisCodeableConcept?: CodeableConcept | undefined
  diagnosisReference?: Reference<'Condition'> | undefined
}

export interface CoverageEligibilityResponse extends DomainResource {
  readonly resourceType: 'CoverageEligibilityResponse'
  identifier?: Identifier[] | undefined
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element | undefined
  purpose: ('auth-requirements' | 'benefits' | 'discovery' | 'validation')[]
  _purpose?: (Element | null)[] | undefined
  patient: Reference<'Patient'>
  servicedDate?: string | undefined
  _servicedDate?: Element | undefined
  servicedPeriod?: Period | undefined
  created: string
  _created?: Element | undefined
  requestor?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  request: Reference<'CoverageEligibilityRequest'>
  outcome: 'queued' | 'complete' | 'error' | 'partial'
  _outcome?: Element | undefined
  disposition?: string | undefined
  _disposition?: Element | undefined
  insurer: Reference<'Organization'>
  insurance?: CoverageEligibilityResponseInsurance[] | undefined
  preAuthRef?: string | undefined
  _preAuthRef?: Element | undefined
  form?: CodeableConcept | undefined
  error?: CoverageEligibilityResponseError[] | undefined
}

export interface CoverageEligibilityResponseInsurance extends BackboneElement {
  coverage: Reference<'Coverage'>
  inforce?: boolean | undefined
  _inforce?: Element | undefined
  benefitPeriod?: Period | undefined
  item?: CoverageEligibilityResponseInsuranceItem[] | undefined
}

export interface CoverageEligibilityResponseInsuranceItem extends BackboneElement {
  category?: CodeableConcept | undefined
  productOrService?: CodeableConcept | undefined
  modifier?: CodeableConcept[] | undefined
  provider?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
  excluded?: boolean | undefined
  _excluded?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  network?: CodeableConcept | undefined
  unit?: CodeableConcept | undefined
  term?: CodeableConcept | undefined
  benefit?: CoverageEligibilityResponseInsuranceItemBenefit[] | undefined
  authorizationRequired?: boolean | undefined
  _authorizationRequired?: Element | undefined
  authorizationSupporting?: CodeableConcept[] | undefined
  authorizationUrl?: string | undefined
  _authorizationUrl?: Element | undefined
}

export interface CoverageEligibilityResponseInsuranceItemBenefit extends BackboneElement {
  type: CodeableConcept
  allowedUnsignedInt?: number | undefined
  _allowedUnsignedInt?: Element | undefined
  allowedString?: string | undefined
  _allowedString?: Element | undefined
  allowedMoney?: Money | undefined
  usedUnsignedInt?: number | undefined
  _usedUnsignedInt?: Element | undefined
  usedString?: string | undefined
  _usedString?: Element | undefined
  usedMoney?: Money | undefined
}

export interface CoverageEligibilityResponseError extends BackboneElement {
  code: CodeableConcept
}

export interface DataRequirement extends Element {
  type: string
  _type?: Element | undefined
  profile?: string[] | undefined
  _profile?: (Element | null)[] | undefined
  subjectCodeableConcept?: CodeableConcept | undefined
  subjectReference?: Reference<'Group'> | undefined
  mustSupport?: string[] | undefined
  _mustSupport?: (Element | null)[] | undefined
  codeFilter?: DataRequirementCodeFilter[] | undefined
  dateFilter?: DataRequirementDateFilter[] | undefined
  limit?: number | undefined
  _limit?: Element | undefined
  sort?: DataRequirementSort[] | undefined
}

export interface DataRequirementCodeFilter extends Element {
  path?: string | undefined
  _path?: Element | undefined
  searchParam?: string | undefined
  _searchParam?: Element | undefined
  valueSet?: string | undefined
  _valueSet?: Element | undefined
  code?: Coding[] | undefined
}

export interface DataRequirementDateFilter extends Element {
  path?: string | undefined
  _path?: Element | undefined
  searchParam?: string | undefined
  _searchParam?: Element | undefined
  valueDateTime?: string | undefined
  _valueDateTime?: Element | undefined
  valuePeriod?: Period | undefined
  valueDuration?: Duration | undefined
}

export interface DataRequirementSort extends Element {
  path: string
  _path?: Element | undefined
  direction: 'ascending' | 'descending'
  _direction?: Element | undefined
}

export interface DetectedIssue extends DomainResource {
  readonly resourceType: 'DetectedIssue'
  identifier?: Identifier[] | undefined
  status: 'registered' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'cancelled' | 'entered-in-error' | 'unknown'
  _status?: Element | undefined
  code?: CodeableConcept | undefined
  severity?: 'high' | 'moderate' | 'low' | undefined
  _severity?: Element | undefined
  patient?: Reference<'Patient'> | undefined
  identifiedDateTime?: string | undefined
  _identifiedDateTime?: Element | undefined
  identifiedPeriod?: Period | undefined
  author?: Reference<'Practitioner' | 'PractitionerRole' | 'Device'> | undefined
  implicated?: Reference[] | undefined
  evidence?: DetectedIssueEvidence[] | undefined
  detail?: string | undefined
  _detail?: Element | undefined
  reference?: string | undefined
  _reference?: Element | undefined
  mitigation?: DetectedIssueMitigation[] | undefined
}

export interface DetectedIssueEvidence extends BackboneElement {
  code?: CodeableConcept[] | undefined
  detail?: Reference[] | undefined
}

export interface DetectedIssueMitigation extends BackboneElement {
  action: CodeableConcept
  date?: string | undefined
  _date?: Element | undefined
  author?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
}

export interface Device extends DomainResource {
  readonly resourceType: 'Device'
  identifier?: Identifier[] | undefined
  definition?: Reference<'DeviceDefinition'> | undefined
  udiCarrier?: DeviceUdiCarrier[] | undefined
  status?: 'active' | 'inactive' | 'entered-in-error' | 'unknown' | undefined
  _status?: Element | undefined
  statusReason?: CodeableConcept[] | undefined
  distinctIdentifier?: string | undefined
  _distinctIdentifier?: Element | undefined
  manufacturer?: string | undefined
  _manufacturer?: Element | undefined
  manufactureDate?: string | undefined
  _manufactureDate?: Element | undefined
  expirationDate?: string | undefined
  _expirationDate?: Element | undefined
  lotNumber?: string | undefined
  _lotNumber?: Element | undefined
  serialNumber?: string | undefined
  _serialNumber?: Element | undefined
  deviceName?: DeviceDeviceName[] | undefined
  modelNumber?: string | undefined
  _modelNumber?: Element | undefined
  partNumber?: string | undefined
  _partNumber?: Element | undefined
  type?: CodeableConcept | undefined
  specialization?: DeviceSpecialization[] | undefined
  version?: DeviceVersion[] | undefined
  property?: DeviceProperty[] | undefined
  patient?: Reference<'Patient'> | undefined
  owner?: Reference<'Organization'> | undefined
  contact?: ContactPoint[] | undefined
  location?: Reference<'Location'> | undefined
  url?: string | undefined
  _url?: Element | undefined
  note?: Annotation[] | undefined
  safety?: CodeableConcept[] | undefined
  parent?: Reference<'Device'> | undefined
}

export interface DeviceUdiCarrier extends BackboneElement {
  deviceIdentifier?: string | undefined
  _deviceIdentifier?: Element | undefined
  issuer?: string | undefined
  _issuer?: Element | undefined
  jurisdiction?: string | undefined
  _jurisdiction?: Element | undefined
  carrierAIDC?: string | undefined
  _carrierAIDC?: Element | undefined
  carrierHRF?: string | undefined
  _carrierHRF?: Element | undefined
  entryType?: 'barcode' | 'rfid' | 'manual' | 'card' | 'self-reported' | 'unknown' | undefined
  _entryType?: Element | undefined
}

export interface DeviceDeviceName extends BackboneElement {
  name: string
  _name?: Element | undefined
  type: 'udi-label-name' | 'user-friendly-name' | 'patient-reported-name' | 'manufacturer-name' | 'model-name' | 'other'
  _type?: Element | undefined
}

export interface DeviceSpecialization extends BackboneElement {
  systemType: CodeableConcept
  version?: string | undefined
  _version?: Element | undefined
}

export interface DeviceVersion extends BackboneElement {
  type?: CodeableConcept | undefined
  component?: Identifier | undefined
  value: string
  _value?: Element | undefined
}

export interface DeviceProperty extends BackboneElement {
  type: CodeableConcept
  valueQuantity?: Quantity[] | undefined
  valueCode?: CodeableConcept[] | undefined
}

export interface DeviceDefinition extends DomainResource {
  readonly resourceType: 'DeviceDefinition'
  identifier?: Identifier[] | undefined
  udiDeviceIdentifier?: DeviceDefinitionUdiDeviceIdentifier[] | undefined
  manufacturerString?: string | undefined
  _manufacturerString?: Element | undefined
  manufacturerReference?: Reference<'Organization'> | undefined
  deviceName?: DeviceDefinitionDeviceName[] | undefined
  modelNumber?: string | undefined
  _modelNumber?: Element | undefined
  type?: CodeableConcept | undefined
  specialization?: DeviceDefinitionSpecialization[] | undefined
  version?: string[] | undefined
  _version?: (Element | null)[] | undefined
  safety?: CodeableConcept[] | undefined
  shelfLifeStorage?: ProductShelfLife[] | undefined
  physicalCharacteristics?: ProdCharacteristic | undefined
  languageCode?: CodeableConcept[] | undefined
  capability?: DeviceDefinitionCapability[] | undefined
  property?: DeviceDefinitionProperty[] | undefined
  owner?: Reference<'Organization'> | undefined
  contact?: ContactPoint[] | undefined
  url?: string | undefined
  _url?: Element | undefined
  onlineInformation?: string | undefined
  _onlineInformation?: Element | undefined
  note?: Annotation[] | undefined
  quantity?: Quantity | undefined
  parentDevice?: Reference<'DeviceDefinition'> | undefined
  material?: DeviceDefinitionMaterial[] | undefined
}

export interface DeviceDefinitionUdiDeviceIdentifier extends BackboneElement {
  deviceIdentifier: string
  _deviceIdentifier?: Element | undefined
  issuer: string
  _issuer?: Element | undefined
  jurisdiction: string
  _jurisdiction?: Element | undefined
}

export interface DeviceDefinitionDeviceName extends BackboneElement {
  name: string
  _name?: Element | undefined
  type: 'udi-label-name' | 'user-friendly-name' | 'patient-reported-name' | 'manufacturer-name' | 'model-name' | 'other'
  _type?: Element | undefined
}

export interface DeviceDefinitionSpecialization extends BackboneElement {
  systemType: string
  _systemType?: Element | undefined
  version?: string | undefined
  _version?: Element | undefined
}

export interface DeviceDefinitionCapability extends BackboneElement {
  type: CodeableConcept
  description?: CodeableConcept[] | undefined
}

export interface DeviceDefinitionProperty extends BackboneElement {
  type: CodeableConcept
  valueQuantity?: Quantity[] | undefined
  valueCode?: CodeableConcept[] | undefined
}

export interface DeviceDefinitionMaterial extends BackboneElement {
  substance: CodeableConcept
  alternate?: boolean | undefined
  _alternate?: Element | undefined
  allergenicIndicator?: boolean | undefined
  _allergenicIndicator?: Element | undefined
}

export interface DeviceMetric extends DomainResource {
  readonly resourceType: 'DeviceMetric'
  identifier?: Identifier[] | undefined
  type: CodeableConcept
  unit?: CodeableConcept | undefined
  source?: Reference<'Device'> | undefined
  parent?: Reference<'Device'> | undefined
  operationalStatus?: 'on' | 'off' | 'standby' | 'entered-in-error' | undefined
  _operationalStatus?: Element | undefined
  color?: 'black' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'white' | undefined
  _color?: Element | undefined
  category: 'measurement' | 'setting' | 'calculation' | 'unspecified'
  _category?: Element | undefined
  measurementPeriod?: Timing | undefined
  calibration?: DeviceMetricCalibration[] | undefined
}

export interface DeviceMetricCalibration extends BackboneElement {
  type?: 'unspecified' | 'offset' | 'gain' | 'two-point' | undefined
  _type?: Element | undefined
  state?: 'not-calibrated' | 'calibration-required' | 'calibrated' | 'unspecified' | undefined
  _state?: Element | undefined
  time?: string | undefined
  _time?: Element | undefined
}

export interface DeviceRequest extends DomainResource {
  readonly resourceType: 'DeviceRequest'
  identifier?: Identifier[] | undefined
  instantiatesCanonical?: string[] | undefined
  _instantiatesCanonical?: (Element | null)[] | undefined
  instantiatesUri?: string[] | undefined
  _instantiatesUri?: (Element | null)[] | undefined
  basedOn?: Reference[] | undefined
  priorRequest?: Reference[] | undefined
  groupIdentifier?: Identifier | undefined
  status?: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed' | 'entered-in-error' | 'unknown' | undefined
  _status?: Element | undefined
  intent: 'proposal' | 'plan' | 'directive' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'
  _intent?: Element | undefined
  priority?: 'routine' | 'urgent' | 'asap' | 'stat' | undefined
  _priority?: Element | undefined
  codeReference?: Reference<'Device'> | undefined
  codeCodeableConcept?: CodeableConcept | undefined
  parameter?: DeviceRequestParameter[] | undefined
  subject: Reference<'Patient' | 'Group' | 'Location' | 'Device'>
  encounter?: Reference<'Encounter'> | undefined
  occurrenceDateTime?: string | undefined
  _occurrenceDateTime?: Element | undefined
  occurrencePeriod?: Period | undefined
  occurrenceTiming?: Timing | undefined
  authoredOn?: string | undefined
  _authoredOn?: Element | undefined
  requester?: Reference<'Device' | 'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  performerType?: CodeableConcept | undefined
  performer?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam' | 'HealthcareService' | 'Patient' | 'Device' | 'RelatedPerson'> | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[] | undefined
  insurance?: Reference<'Coverage' | 'ClaimResponse'>[] | undefined
  supportingInfo?: Reference[] | undefined
  note?: Annotation[] | undefined
  relevantHistory?: Reference<'Provenance'>[] | undefined
}

export interface DeviceRequestParameter extends BackboneElement {
  code?: CodeableConcept | undefined
  valueCodeableConcept?: CodeableConcept | undefined
  valueQuantity?: Quantity | undefined
  valueRange?: Range | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
}

export interface DeviceUseStatement extends DomainResource {
  readonly resourceType: 'DeviceUseStatement'
  identifier?: Identifier[] | undefined
  basedOn?: Reference<'ServiceRequest'>[] | undefined
  status: 'active' | 'completed' | 'entered-in-error' | 'intended' | 'stopped' | 'on-hold'
  _status?: Element | undefined
  subject: Reference<'Patient' | 'Group'>
  derivedFrom?: Reference<'ServiceRequest' | 'Procedure' | 'Claim' | 'Observation' | 'QuestionnaireResponse' | 'DocumentReference'>[] | undefined
  timingTiming?: Timing | undefined
  timingPeriod?: Period | undefined
  timingDateTime?: string | undefined
  _timingDateTime?: Element | undefined
  recordedOn?: string | undefined
  _recordedOn?: Element | undefined
  source?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson'> | undefined
  device: Reference<'Device'>
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference' | 'Media'>[] | undefined
  bodySite?: CodeableConcept | undefined
  note?: Annotation[] | undefined
}

export interface DiagnosticReport extends DomainResource {
  readonly resourceType: 'DiagnosticReport'
  identifier?: Identifier[] | undefined
  basedOn?: Reference<'CarePlan' | 'ImmunizationRecommendation' | 'MedicationRequest' | 'NutritionOrder' | 'ServiceRequest'>[] | undefined
  status: 'registered' | 'partial' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'appended' | 'cancelled' | 'entered-in-error' | 'unknown'
  _status?: Element | undefined
  category?: CodeableConcept[] | undefined
  code: CodeableConcept
  subject?: Reference<'Patient' | 'Group' | 'Device' | 'Location'> | undefined
  encounter?: Reference<'Encounter'> | undefined
  effectiveDateTime?: string | undefined
  _effectiveDateTime?: Element | undefined
  effectivePeriod?: Period | undefined
  issued?: string | undefined
  _issued?: Element | undefined
  performer?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam'>[] | undefined
  resultsInterpreter?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam'>[] | undefined
  specimen?: Reference<'Specimen'>[] | undefined
  result?: Reference<'Observation'>[] | undefined
  imagingStudy?: Reference<'ImagingStudy'>[] | undefined
  media?: DiagnosticReportMedia[] | undefined
  conclusion?: string | undefined
  _conclusion?: Element | undefined
  conclusionCode?: CodeableConcept[] | undefined
  presentedForm?: Attachment[] | undefined
}

export interface DiagnosticReportMedia extends BackboneElement {
  comment?: string | undefined
  _comment?: Element | undefined
  link: Reference<'Media'>
}

export interface Distance extends Quantity {
}

export interface DocumentManifest extends DomainResource {
  readonly resourceType: 'DocumentManifest'
  masterIdentifier?: Identifier | undefined
  identifier?: Identifier[] | undefined
  status: 'current' | 'superseded' | 'entered-in-error'
  _status?: Element | undefined
  type?: CodeableConcept | undefined
  subject?: Reference<'Patient' | 'Practitioner' | 'Group' | 'Device'> | undefined
  created?: string | undefined
  _created?: Element | undefined
  author?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Device' | 'Patient' | 'RelatedPerson'>[] | undefined
  recipient?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Organization'>[] | undefined
  source?: string | undefined
  _source?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  content: Reference[]
  related?: DocumentManifestRelated[] | undefined
}

export interface DocumentManifestRelated extends BackboneElement {
  identifier?: Identifier | undefined
  ref?: Reference | undefined
}

export interface DocumentReference extends DomainResource {
  readonly resourceType: 'DocumentReference'
  masterIdentifier?: Identifier | undefined
  identifier?: Identifier[] | undefined
  status: 'current' | 'superseded' | 'entered-in-error'
  _status?: Element | undefined
  docStatus?: 'preliminary' | 'final' | 'amended' | 'entered-in-error' | undefined
  _docStatus?: Element | undefined
  type?: CodeableConcept | undefined
  category?: CodeableConcept[] | undefined
  subject?: Reference<'Patient' | 'Practitioner' | 'Group' | 'Device'> | undefined
  date?: string | undefined
  _date?: Element | undefined
  author?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Device' | 'Patient' | 'RelatedPerson'>[] | undefined
  authenticator?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  custodian?: Reference<'Organization'> | undefined
  relatesTo?: DocumentReferenceRelatesTo[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  securityLabel?: CodeableConcept[] | undefined
  content: DocumentReferenceContent[]
  context?: DocumentReferenceContext | undefined
}

export interface DocumentReferenceRelatesTo extends BackboneElement {
  code: 'replaces' | 'transforms' | 'signs' | 'appends'
  _code?: Element | undefined
  target: Reference<'DocumentReference'>
}

export interface DocumentReferenceContent extends BackboneElement {
  attachment: Attachment
  format?: Coding | undefined
}

export interface DocumentReferenceContext extends BackboneElement {
  encounter?: Reference<'Encounter' | 'EpisodeOfCare'>[] | undefined
  event?: CodeableConcept[] | undefined
  period?: Period | undefined
  facilityType?: CodeableConcept | undefined
  practiceSetting?: CodeableConcept | undefined
  sourcePatientInfo?: Reference<'Patient'> | undefined
  related?: Reference[] | undefined
}

export interface DomainResource extends Resource {
  text?: Narrative | undefined
  contained?: Resource[] | undefined
  extension?: Extension[] | undefined
  modifierExtension?: Extension[] | undefined
}

export interface Dosage extends BackboneElement {
  sequence?: number | undefined
  _sequence?: Element | undefined
  text?: string | undefined
  _text?: Element | undefined
  additionalInstruction?: CodeableConcept[] | undefined
  patientInstruction?: string | undefined
  _patientInstruction?: Element | undefined
  timing?: Timing | undefined
  asNeededBoolean?: boolean | undefined
  _asNeededBoolean?: Element | undefined
  asNeededCodeableConcept?: CodeableConcept | undefined
  site?: CodeableConcept | undefined
  route?: CodeableConcept | undefined
  method?: CodeableConcept | undefined
  doseAndRate?: DosageDoseAndRate[] | undefined
  maxDosePerPeriod?: Ratio | undefined
  maxDosePerAdministration?: Quantity | undefined
  maxDosePerLifetime?: Quantity | undefined
}

export interface DosageDoseAndRate extends Element {
  type?: CodeableConcept | undefined
  doseRange?: Range | undefined
  doseQuantity?: Quantity | undefined
  rateRatio?: Ratio | undefined
  rateRange?: Range | undefined
  rateQuantity?: Quantity | undefined
}

export interface Duration extends Quantity {
}

export interface EffectEvidenceSynthesis extends DomainResource {
  readonly resourceType: 'EffectEvidenceSynthesis'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  note?: Annotation[] | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  approvalDate?: string | undefined
  _approvalDate?: Element | undefined
  lastReviewDate?: string | undefined
  _lastReviewDate?: Element | undefined
  effectivePeriod?: Period | undefined
  topic?: CodeableConcept[] | undefined
  author?: ContactDetail[] | undefined
  editor?: ContactDetail[] | undefined
  reviewer?: ContactDetail[] | undefined
  endorser?: ContactDetail[] | undefined
  relatedArtifact?: RelatedArtifact[] | undefined
  synthesisType?: CodeableConcept | undefined
  studyType?: CodeableConcept | undefined
  population: Reference<'EvidenceVariable'>
  exposure: Reference<'EvidenceVariable'>
  exposureAlternative: Reference<'EvidenceVariable'>
  outcome: Reference<'EvidenceVariable'>
  sampleSize?: EffectEvidenceSynthesisSampleSize | undefined
  resultsByExposure?: EffectEvidenceSynthesisResultsByExposure[] | undefined
  effectEstimate?: EffectEvidenceSynthesisEffectEstimate[] | undefined
  certainty?: EffectEvidenceSynthesisCertainty[] | undefined
}

export interface EffectEvidenceSynthesisSampleSize extends BackboneElement {
  description?: string | undefined
  _description?: Element | undefined
  numberOfStudies?: number | undefined
  _numberOfStudies?: Element | undefined
  numberOfParticipants?: number | undefined
  _numberOfParticipants?: Element | undefined
}

export interface EffectEvidenceSynthesisResultsByExposure extends BackboneElement {
  description?: string | undefined
  _description?: Element | undefined
  exposureState?: 'exposure' | 'exposure-alternative' | undefined
  _exposureState?: Element | undefined
  variantState?: CodeableConcept | undefined
  riskEvidenceSynthesis: Reference<'RiskEvidenceSynthesis'>
}

export interface EffectEvidenceSynthesisEffectEstimate extends BackboneElement {
  description?: string | undefined
  _description?: Element | undefined
  type?: CodeableConcept | undefined
  variantState?: CodeableConcept | undefined
  value?: number | undefined
  _value?: Element | undefined
  unitOfMeasure?: CodeableConcept | undefined
  precisionEstimate?: EffectEvidenceSynthesisEffectEstimatePrecisionEstimate[] | undefined
}

export interface EffectEvidenceSynthesisEffectEstimatePrecisionEstimate extends BackboneElement {
  type?: CodeableConcept | undefined
  level?: number | undefined
  _level?: Element | undefined
  from?: number | undefined
  _from?: Element | undefined
  to?: number | undefined
  _to?: Element | undefined
}

export interface EffectEvidenceSynthesisCertainty extends BackboneElement {
  rating?: CodeableConcept[] | undefined
  note?: Annotation[] | undefined
  certaintySubcomponent?: EffectEvidenceSynthesisCertaintyCertaintySubcomponent[] | undefined
}

export interface EffectEvidenceSynthesisCertaintyCertaintySubcomponent extends BackboneElement {
  type?: CodeableConcept | undefined
  rating?: CodeableConcept[] | undefined
  note?: Annotation[] | undefined
}

export interface Element {
  id?: string | undefined
  extension?: Extension[] | undefined
}

export interface ElementDefinition extends BackboneElement {
  path: string
  _path?: Element | undefined
  representation?: ('xmlAttr' | 'xmlText' | 'typeAttr' | 'cdaText' | 'xhtml')[] | undefined
  _representation?: (Element | null)[] | undefined
  sliceName?: string | undefined
  _sliceName?: Element | undefined
  sliceIsConstraining?: boolean | undefined
  _sliceIsConstraining?: Element | undefined
  label?: string | undefined
  _label?: Element | undefined
  code?: Coding[] | undefined
  slicing?: ElementDefinitionSlicing | undefined
  short?: string | undefined
  _short?: Element | undefined
  definition?: string | undefined
  _definition?: Element | undefined
  comment?: string | undefined
  _comment?: Element | undefined
  requirements?: string | undefined
  _requirements?: Element | undefined
  alias?: string[] | undefined
  _alias?: (Element | null)[] | undefined
  min?: number | undefined
  _min?: Element | undefined
  max?: string | undefined
  _max?: Element | undefined
  base?: ElementDefinitionBase | undefined
  contentReference?: string | undefined
  _contentReference?: Element | undefined
  type?: ElementDefinitionType[] | undefined
  defaultValueBase64Binary?: string | undefined
  _defaultValueBase64Binary?: Element | undefined
  defaultValueBoolean?: boolean | undefined
  _defaultValueBoolean?: Element | undefined
  defaultValueCanonical?: string | undefined
  _defaultValueCanonical?: Element | undefined
  defaultValueCode?: string | undefined
  _defaultValueCode?: Element | undefined
  defaultValueDate?: string | undefined
  _defaultValueDate?: Element | undefined
  defaultValueDateTime?: string | undefined
  _defaultValueDateTime?: Element | undefined
  defaultValueDecimal?: number | undefined
  _defaultValueDecimal?: Element | undefined
  defaultValueId?: string | undefined
  _defaultValueId?: Element | undefined
  defaultValueInstant?: string | undefined
  _defaultValueInstant?: Element | undefined
  defaultValueInteger?: number | undefined
  _defaultValueInteger?: Element | undefined
  defaultValueMarkdown?: string | undefined
  _defaultValueMarkdown?: Element | undefined
  defaultValueOid?: string | undefined
  _defaultValueOid?: Element | undefined
  defaultValuePositiveInt?: number | undefined
  _defaultValuePositiveInt?: Element | undefined
  defaultValueString?: string | undefined
  _defaultValueString?: Element | undefined
  defaultValueTime?: string | undefined
  _defaultValueTime?: Element | undefined
  defaultValueUnsignedInt?: number | undefined
  _defaultValueUnsignedInt?: Element | undefined
  defaultValueUri?: string | undefined
  _defaultValueUri?: Element | undefined
  defaultValueUrl?: string | undefined
  _defaultValueUrl?: Element | undefined
  defaultValueUuid?: string | undefined
  _defaultValueUuid?: Element | undefined
  defaultValueAddress?: Address | undefined
  defaultValueAge?: Age | undefined
  defaultValueAnnotation?: Annotation | undefined
  defaultValueAttachment?: Attachment | undefined
  defaultValueCodeableConcept?: CodeableConcept | undefined
  defaultValueCoding?: Coding | undefined
  defaultValueContactPoint?: ContactPoint | undefined
  defaultValueCount?: Count | undefined
  defaultValueDistance?: Distance | undefined
  defaultValueDuration?: Duration | undefined
  defaultValueHumanName?: HumanName | undefined
  defaultValueIdentifier?: Identifier | undefined
  defaultValueMoney?: Money | undefined
  defaultValuePeriod?: Period | undefined
  defaultValueQuantity?: Quantity | undefined
  defaultValueRange?: Range | undefined
  defaultValueRatio?: Ratio | undefined
  defaultValueReference?: Reference | undefined
  defaultValueSampledData?: SampledData | undefined
  defaultValueSignature?: Signature | undefined
  defaultValueTiming?: Timing | undefined
  defaultValueContactDetail?: ContactDetail | undefined
  defaultValueContributor?: Contributor | undefined
  defaultValueDataRequirement?: DataRequirement | undefined
  defaultValueExpression?: Expression | undefined
  defaultValueParameterDefinition?: ParameterDefinition | undefined
  defaultValueRelatedArtifact?: RelatedArtifact | undefined
  defaultValueTriggerDefinition?: TriggerDefinition | undefined
  defaultValueUsageContext?: UsageContext | undefined
  defaultValueDosage?: Dosage | undefined
  defaultValueMeta?: Meta | undefined
  meaningWhenMissing?: string | undefined
  _meaningWhenMissing?: Element | undefined
  orderMeaning?: string | undefined
  _orderMeaning?: Element | undefined
  fixedBase64Binary?: string | undefined
  _fixedBase64Binary?: Element | undefined
  fixedBoolean?: boolean | undefined
  _fixedBoolean?: Element | undefined
  fixedCanonical?: string | undefined
  _fixedCanonical?: Element | undefined
  fixedCode?: string | undefined
  _fixedCode?: Element | undefined
  fixedDate?: string | undefined
  _fixedDate?: Element | undefined
  fixedDateTime?: string | undefined
  _fixedDateTime?: Element | undefined
  fixedDecimal?: number | undefined
  _fixedDecimal?: Element | undefined
  fixedId?: string | undefined
  _fixedId?: Element | undefined
  fixedInstant?: string | undefined
  _fixedInstant?: Element | undefined
  fixedInteger?: number | undefined
  _fixedInteger?: Element | undefined
  fixedMarkdown?: string | undefined
  _fixedMarkdown?: Element | undefined
  fixedOid?: string | undefined
  _fixedOid?: Element | undefined
  fixedPositiveInt?: number | undefined
  _fixedPositiveInt?: Element | undefined
  fixedString?: string | undefined
  _fixedString?: Element | undefined
  fixedTime?: string | undefined
  _fixedTime?: Element | undefined
  fixedUnsignedInt?: number | undefined
  _fixedUnsignedInt?: Element | undefined
  fixedUri?: string | undefined
  _fixedUri?: Element | undefined
  fixedUrl?: string | undefined
  _fixedUrl?: Element | undefined
  fixedUuid?: string | undefined
  _fixedUuid?: Element | undefined
  fixedAddress?: Address | undefined
  fixedAge?: Age | undefined
  fixedAnnotation?: Annotation | undefined
  fixedAttachment?: Attachment | undefined
  fixedCodeableConcept?: CodeableConcept | undefined
  fixedCoding?: Coding | undefined
  fixedContactPoint?: ContactPoint | undefined
  fixedCount?: Count | undefined
  fixedDistance?: Distance | undefined
  fixedDuration?: Duration | undefined
  fixedHumanName?: HumanName | undefined
  fixedIdentifier?: Identifier | undefined
  fixedMoney?: Money | undefined
  fixedPeriod?: Period | undefined
  fixedQuantity?: Quantity | undefined
  fixedRange?: Range | undefined
  fixedRatio?: Ratio | undefined
  fixedReference?: Reference | undefined
  fixedSampledData?: SampledData | undefined
  fixedSignature?: Signature | undefined
  fixedTiming?: Timing | undefined
  fixedContactDetail?: ContactDetail | undefined
  fixedContributor?: Contributor | undefined
  fixedDataRequirement?: DataRequirement | undefined
  fixedExpression?: Expression | undefined
  fixedParameterDefinition?: ParameterDefinition | undefined
  fixedRelatedArtifact?: RelatedArtifact | undefined
  fixedTriggerDefinition?: TriggerDefinition | undefined
  fixedUsageContext?: UsageContext | undefined
  fixedDosage?: Dosage | undefined
  fixedMeta?: Meta | undefined
  patternBase64Binary?: string | undefined
  _patternBase64Binary?: Element | undefined
  patternBoolean?: boolean | undefined
  _patternBoolean?: Element | undefined
  patternCanonical?: string | undefined
  _patternCanonical?: Element | undefined
  patternCode?: string | undefined
  _patternCode?: Element | undefined
  patternDate?: string | undefined
  _patternDate?: Element | undefined
  patternDateTime?: string | undefined
  _patternDateTime?: Element | undefined
  patternDecimal?: number | undefined
  _patternDecimal?: Element | undefined
  patternId?: string | undefined
  _patternId?: Element | undefined
  patternInstant?: string | undefined
  _patternInstant?: Element | undefined
  patternInteger?: number | undefined
  _patternInteger?: Element | undefined
  patternMarkdown?: string | undefined
  _patternMarkdown?: Element | undefined
  patternOid?: string | undefined
  _patternOid?: Element | undefined
  patternPositiveInt?: number | undefined
  _patternPositiveInt?: Element | undefined
  patternString?: string | undefined
  _patternString?: Element | undefined
  patternTime?: string | undefined
  _patternTime?: Element | undefined
  patternUnsignedInt?: number | undefined
  _patternUnsignedInt?: Element | undefined
  patternUri?: string | undefined
  _patternUri?: Element | undefined
  patternUrl?: string | undefined
  _patternUrl?: Element | undefined
  patternUuid?: string | undefined
  _patternUuid?: Element | undefined
  patternAddress?: Address | undefined
  patternAge?: Age | undefined
  patternAnnotation?: Annotation | undefined
  patternAttachment?: Attachment | undefined
  patternCodeableConcept?: CodeableConcept | undefined
  patternCoding?: Coding | undefined
  patternContactPoint?: ContactPoint | undefined
  patternCount?: Count | undefined
  patternDistance?: Distance | undefined
  patternDuration?: Duration | undefined
  patternHumanName?: HumanName | undefined
  patternIdentifier?: Identifier | undefined
  patternMoney?: Money | undefined
  patternPeriod?: Period | undefined
  patternQuantity?: Quantity | undefined
  patternRange?: Range | undefined
  patternRatio?: Ratio | undefined
  patternReference?: Reference | undefined
  patternSampledData?: SampledData | undefined
  patternSignature?: Signature | undefined
  patternTiming?: Timing | undefined
  patternContactDetail?: ContactDetail | undefined
  patternContributor?: Contributor | undefined
  patternDataRequirement?: DataRequirement | undefined
  patternExpression?: Expression | undefined
  patternParameterDefinition?: ParameterDefinition | undefined
  patternRelatedArtifact?: RelatedArtifact | undefined
  patternTriggerDefinition?: TriggerDefinition | undefined
  patternUsageContext?: UsageContext | undefined
  patternDosage?: Dosage | undefined
  patternMeta?: Meta | undefined
  example?: ElementDefinitionExample[] | undefined
  minValueDate?: string | undefined
  _minValueDate?: Element | undefined
  minValueDateTime?: string | undefined
  _minValueDateTime?: Element | undefined
  minValueInstant?: string | undefined
  _minValueInstant?: Element | undefined
  minValueTime?: string | undefined
  _minValueTime?: Element | undefined
  minValueDecimal?: number | undefined
  _minValueDecimal?: Element | undefined
  minValueInteger?: number | undefined
  _minValueInteger?: Element | undefined
  minValuePositiveInt?: number | undefined
  _minValuePositiveInt?: Element | undefined
  minValueUnsignedInt?: number | undefined
  _minValueUnsignedInt?: Element | undefined
  minValueQuantity?: Quantity | undefined
  maxValueDate?: string | undefined
  _maxValueDate?: Element | undefined
  maxValueDateTime?: string | undefined
  _maxValueDateTime?: Element | undefined
  maxValueInstant?: string | undefined
  _maxValueInstant?: Element | undefined
  maxValueTime?: string | undefined
  _maxValueTime?: Element | undefined
  maxValueDecimal?: number | undefined
  _maxValueDecimal?: Element | undefined
  maxValueInteger?: number | undefined
  _maxValueInteger?: Element | undefined
  maxValuePositiveInt?: number | undefined
  _maxValuePositiveInt?: Element | undefined
  maxValueUnsignedInt?: number | undefined
  _maxValueUnsignedInt?: Element | undefined
  maxValueQuantity?: Quantity | undefined
  maxLength?: number | undefined
  _maxLength?: Element | undefined
  condition?: string[] | undefined
  _condition?: (Element | null)[] | undefined
  constraint?: ElementDefinitionConstraint[] | undefined
  mustSupport?: boolean | undefined
  _mustSupport?: Element | undefined
  isModifier?: boolean | undefined
  _isModifier?: Element | undefined
  isModifierReason?: string | undefined
  _isModifierReason?: Element | undefined
  isSummary?: boolean | undefined
  _isSummary?: Element | undefined
  binding?: ElementDefinitionBinding | undefined
  mapping?: ElementDefinitionMapping[] | undefined
}

export interface ElementDefinitionSlicing extends Element {
  discriminator?: ElementDefinitionSlicingDiscriminator[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  ordered?: boolean | undefined
  _ordered?: Element | undefined
  rules: 'closed' | 'open' | 'openAtEnd'
  _rules?: Element | undefined
}

export interface ElementDefinitionSlicingDiscriminator extends Element {
  type: 'value' | 'exists' | 'pattern' | 'type' | 'profile'
  _type?: Element | undefined
  path: string
  _path?: Element | undefined
}

export interface ElementDefinitionBase extends Element {
  path: string
  _path?: Element | undefined
  min: number
  _min?: Element | undefined
  max: string
  _max?: Element | undefined
}

export interface ElementDefinitionType extends Element {
  code: string
  _code?: Element | undefined
  profile?: string[] | undefined
  _profile?: (Element | null)[] | undefined
  targetProfile?: string[] | undefined
  _targetProfile?: (Element | null)[] | undefined
  aggregation?: ('contained' | 'referenced' | 'bundled')[] | undefined
  _aggregation?: (Element | null)[] | undefined
  versioning?: 'either' | 'independent' | 'specific' | undefined
  _versioning?: Element | undefined
}

export interface ElementDefinitionExample extends Element {
  label: string
  _label?: Element | undefined
  valueBase64Binary?: string | undefined
  _valueBase64Binary?: Element | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueCanonical?: string | undefined
  _valueCanonical?: Element | undefined
  valueCode?: string | undefined
  _valueCode?: Element | undefined
  valueDate?: string | undefined
  _valueDate?: Element | undefined
  valueDateTime?: string | undefined
  _valueDateTime?: Element | undefined
  valueDecimal?: number | undefined
  _valueDecimal?: Element | undefined
  valueId?: string | undefined
  _valueId?: Element | undefined
  valueInstant?: string | undefined
  _valueInstant?: Element | undefined
  valueInteger?: number | undefined
  _valueInteger?: Element | undefined
  valueMarkdown?: string | undefined
  _valueMarkdown?: Element | undefined
  valueOid?: string | undefined
  _valueOid?: Element | undefined
  valuePositiveInt?: number | undefined
  _valuePositiveInt?: Element | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueTime?: string | undefined
  _valueTime?: Element | undefined
  valueUnsignedInt?: number | undefined
  _valueUnsignedInt?: Element | undefined
  valueUri?: string | undefined
  _valueUri?: Element | undefined
  valueUrl?: string | undefined
  _valueUrl?: Element | undefined
  valueUuid?: string | undefined
  _valueUuid?: Element | undefined
  valueAddress?: Address | undefined
  valueAge?: Age | undefined
  valueAnnotation?: Annotation | undefined
  valueAttachment?: Attachment | undefined
  valueCodeableConcept?: CodeableConcept | undefined
  valueCoding?: Coding | undefined
  valueContactPoint?: ContactPoint | undefined
  valueCount?: Count | undefined
  valueDistance?: Distance | undefined
  valueDuration?: Duration | undefined
  valueHumanName?: HumanName | undefined
  valueIdentifier?: Identifier | undefined
  valueMoney?: Money | undefined
  valuePeriod?: Period | undefined
  valueQuantity?: Quantity | undefined
  valueRange?: Range | undefined
  valueRatio?: Ratio | undefined
  valueReference?: Reference | undefined
  valueSampledData?: SampledData | undefined
  valueSignature?: Signature | undefined
  valueTiming?: Timing | undefined
  valueContactDetail?: ContactDetail | undefined
  valueContributor?: Contributor | undefined
  valueDataRequirement?: DataRequirement | undefined
  valueExpression?: Expression | undefined
  valueParameterDefinition?: ParameterDefinition | undefined
  valueRelatedArtifact?: RelatedArtifact | undefined
  valueTriggerDefinition?: TriggerDefinition | undefined
  valueUsageContext?: UsageContext | undefined
  valueDosage?: Dosage | undefined
  valueMeta?: Meta | undefined
}

export interface ElementDefinitionConstraint extends Element {
  key: string
  _key?: Element | undefined
  requirements?: string | undefined
  _requirements?: Element | undefined
  severity: 'error' | 'warning'
  _severity?: Element | undefined
  human: string
  _human?: Element | undefined
  expression?: string | undefined
  _expression?: Element | undefined
  xpath?: string | undefined
  _xpath?: Element | undefined
  source?: string | undefined
  _source?: Element | undefined
}

export interface ElementDefinitionBinding extends Element {
  strength: 'required' | 'extensible' | 'preferred' | 'example'
  _strength?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  valueSet?: string | undefined
  _valueSet?: Element | undefined
}

export interface ElementDefinitionMapping extends Element {
  identity: string
  _identity?: Element | undefined
  language?: string | undefined
  _language?: Element | undefined
  map: string
  _map?: Element | undefined
  comment?: string | undefined
  _comment?: Element | undefined
}

export interface Encounter extends DomainResource {
  readonly resourceType: 'Encounter'
  identifier?: Identifier[] | undefined
  status: 'planned' | 'arrived' | 'triaged' | 'in-progress' | 'onleave' | 'finished' | 'cancelled' | 'entered-in-error' | 'unknown'
  _status?: Element | undefined
  statusHistory?: EncounterStatusHistory[] | undefined
  class: Coding
  classHistory?: EncounterClassHistory[] | undefined
  type?: CodeableConcept[] | undefined
  serviceType?: CodeableConcept | undefined
  priority?: CodeableConcept | undefined
  subject?: Reference<'Patient' | 'Group'> | undefined
  episodeOfCare?: Reference<'EpisodeOfCare'>[] | undefined
  basedOn?: Reference<'ServiceRequest'>[] | undefined
  participant?: EncounterParticipant[] | undefined
  appointment?: Reference<'Appointment'>[] | undefined
  period?: Period | undefined
  length?: Duration | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Procedure' | 'Observation' | 'ImmunizationRecommendation'>[] | undefined
  diagnosis?: EncounterDiagnosis[] | undefined
  account?: Reference<'Account'>[] | undefined
  hospitalization?: EncounterHospitalization | undefined
  location?: EncounterLocation[] | undefined
  serviceProvider?: Reference<'Organization'> | undefined
  partOf?: Reference<'Encounter'> | undefined
}

export interface EncounterStatusHistory extends BackboneElement {
  status: 'planned' | 'arrived' | 'triaged' | 'in-progress' | 'onleave' | 'finished' | 'cancelled' | 'entered-in-error' | 'unknown'
  _status?: Element | undefined
  period: Period
}

export interface EncounterClassHistory extends BackboneElement {
  class: Coding
  period: Period
}

export interface EncounterParticipant extends BackboneElement {
  type?: CodeableConcept[] | undefined
  period?: Period | undefined
  individual?: Reference<'Practitioner' | 'PractitionerRole' | 'RelatedPerson'> | undefined
}

export interface EncounterDiagnosis extends BackboneElement {
  condition: Reference<'Condition' | 'Procedure'>
  use?: CodeableConcept | undefined
  rank?: number | undefined
  _rank?: Element | undefined
}

export interface EncounterHospitalization extends BackboneElement {
  preAdmissionIdentifier?: Identifier | undefined
  origin?: Reference<'Location' | 'Organization'> | undefined
  admitSource?: CodeableConcept | undefined
  reAdmission?: CodeableConcept | undefined
  dietPreference?: CodeableConcept[] | undefined
  specialCourtesy?: CodeableConcept[] | undefined
  specialArrangement?: CodeableConcept[] | undefined
  destination?: Reference<'Location' | 'Organization'> | undefined
  dischargeDisposition?: CodeableConcept | undefined
}

export interface EncounterLocation extends BackboneElement {
  location: Reference<'Location'>
  status?: 'planned' | 'active' | 'reserved' | 'completed' | undefined
  _status?: Element | undefined
  physicalType?: CodeableConcept | undefined
  period?: Period | undefined
}

export interface Endpoint extends DomainResource {
  readonly resourceType: 'Endpoint'
  identifier?: Identifier[] | undefined
  status: 'active' | 'suspended' | 'error' | 'off' | 'entered-in-error' | 'test'
  _status?: Element | undefined
  connectionType: Coding
  name?: string | undefined
  _name?: Element | undefined
  managingOrganization?: Reference<'Organization'> | undefined
  contact?: ContactPoint[] | undefined
  period?: Period | undefined
  payloadType: CodeableConcept[]
  payloadMimeType?: string[] | undefined
  _payloadMimeType?: (Element | null)[] | undefined
  address: string
  _address?: Element | undefined
  header?: string[] | undefined
  _header?: (Element | null)[] | undefined
}

export interface EnrollmentRequest extends DomainResource {
  readonly resourceType: 'EnrollmentRequest'
  identifier?: Identifier[] | undefined
  status?: 'active' | 'cancelled' | 'draft' | 'entered-in-error' | undefined
  _status?: Element | undefined
  created?: string | undefined
  _created?: Element | undefined
  insurer?: Reference<'Organization'> | undefined
  provider?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  candidate?: Reference<'Patient'> | undefined
  coverage?: Reference<'Coverage'> | undefined
}

export interface EnrollmentResponse extends DomainResource {
  readonly resourceType: 'EnrollmentResponse'
  identifier?: Identifier[] | undefined
  status?: 'active' | 'cancelled' | 'draft' | 'entered-in-error' | undefined
  _status?: Element | undefined
  request?: Reference<'EnrollmentRequest'> | undefined
  outcome?: 'queued' | 'complete' | 'error' | 'partial' | undefined
  _outcome?: Element | undefined
  disposition?: string | undefined
  _disposition?: Element | undefined
  created?: string | undefined
  _created?: Element | undefined
  organization?: Reference<'Organization'> | undefined
  requestProvider?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
}

export interface EpisodeOfCare extends DomainResource {
  readonly resourceType: 'EpisodeOfCare'
  identifier?: Identifier[] | undefined
  status: 'planned' | 'waitlist' | 'active' | 'onhold' | 'finished' | 'cancelled' | 'entered-in-error'
  _status?: Element | undefined
  statusHistory?: EpisodeOfCareStatusHistory[] | undefined
  type?: CodeableConcept[] | undefined
  diagnosis?: EpisodeOfCareDiagnosis[] | undefined
  patient: Reference<'Patient'>
  managingOrganization?: Reference<'Organization'> | undefined
  period?: Period | undefined
  referralRequest?: Reference<'ServiceRequest'>[] | undefined
  careManager?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
  team?: Reference<'CareTeam'>[] | undefined
  account?: Reference<'Account'>[] | undefined
}

export interface EpisodeOfCareStatusHistory extends BackboneElement {
  status: 'planned' | 'waitlist' | 'active' | 'onhold' | 'finished' | 'cancelled' | 'entered-in-error'
  _status?: Element | undefined
  period: Period
}

export interface EpisodeOfCareDiagnosis extends BackboneElement {
  condition: Reference<'Condition'>
  role?: CodeableConcept | undefined
  rank?: number | undefined
  _rank?: Element | undefined
}

export interface EventDefinition extends DomainResource {
  readonly resourceType: 'EventDefinition'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  subtitle?: string | undefined
  _subtitle?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  subjectCodeableConcept?: CodeableConcept | undefined
  subjectReference?: Reference<'Group'> | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  usage?: string | undefined
  _usage?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  approvalDate?: string | undefined
  _approvalDate?: Element | undefined
  lastReviewDate?: string | undefined
  _lastReviewDate?: Element | undefined
  effectivePeriod?: Period | undefined
  topic?: CodeableConcept[] | undefined
  author?: ContactDetail[] | undefined
  editor?: ContactDetail[] | undefined
  reviewer?: ContactDetail[] | undefined
  endorser?: ContactDetail[] | undefined
  relatedArtifact?: RelatedArtifact[] | undefined
  trigger: TriggerDefinition[]
}

export interface Evidence extends DomainResource {
  readonly resourceType: 'Evidence'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  shortTitle?: string | undefined
  _shortTitle?: Element | undefined
  subtitle?: string | undefined
  _subtitle?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  note?: Annotation[] | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  approvalDate?: string | undefined
  _approvalDate?: Element | undefined
  lastReviewDate?: string | undefined
  _lastReviewDate?: Element | undefined
  effectivePeriod?: Period | undefined
  topic?: CodeableConcept[] | undefined
  author?: ContactDetail[] | undefined
  editor?: ContactDetail[] | undefined
  reviewer?: ContactDetail[] | undefined
  endorser?: ContactDetail[] | undefined
  relatedArtifact?: RelatedArtifact[] | undefined
  exposureBackground: Reference<'EvidenceVariable'>
  exposureVariant?: Reference<'EvidenceVariable'>[] | undefined
  outcome?: Reference<'EvidenceVariable'>[] | undefined
}

export interface EvidenceVariable extends DomainResource {
  readonly resourceType: 'EvidenceVariable'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  shortTitle?: string | undefined
  _shortTitle?: Element | undefined
  subtitle?: string | undefined
  _subtitle?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  note?: Annotation[] | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  approvalDate?: string | undefined
  _approvalDate?: Element | undefined
  lastReviewDate?: string | undefined
  _lastReviewDate?: Element | undefined
  effectivePeriod?: Period | undefined
  topic?: CodeableConcept[] | undefined
  author?: ContactDetail[] | undefined
  editor?: ContactDetail[] | undefined
  reviewer?: ContactDetail[] | undefined
  endorser?: ContactDetail[] | undefined
  relatedArtifact?: RelatedArtifact[] | undefined
  type?: 'dichotomous' | 'continuous' | 'descriptive' | undefined
  _type?: Element | undefined
  characteristic: EvidenceVariableCharacteristic[]
}

export interface EvidenceVariableCharacteristic extends BackboneElement {
  description?: string | undefined
  _description?: Element | undefined
  definitionReference?: Reference<'Group'> | undefined
  definitionCanonical?: string | undefined
  _definitionCanonical?: Element | undefined
  definitionCodeableConcept?: CodeableConcept | undefined
  definitionExpression?: Expression | undefined
  definitionDataRequirement?: DataRequirement | undefined
  definitionTriggerDefinition?: TriggerDefinition | undefined
  usageContext?: UsageContext[] | undefined
  exclude?: boolean | undefined
  _exclude?: Element | undefined
  participantEffectiveDateTime?: string | undefined
  _participantEffectiveDateTime?: Element | undefined
  participantEffectivePeriod?: Period | undefined
  participantEffectiveDuration?: Duration | undefined
  participantEffectiveTiming?: Timing | undefined
  timeFromStart?: Duration | undefined
  groupMeasure?: 'mean' | 'median' | 'mean-of-mean' | 'mean-of-median' | 'median-of-mean' | 'median-of-median' | undefined
  _groupMeasure?: Element | undefined
}

export interface ExampleScenario extends DomainResource {
  readonly resourceType: 'ExampleScenario'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  actor?: ExampleScenarioActor[] | undefined
  instance?: ExampleScenarioInstance[] | undefined
  process?: ExampleScenarioProcess[] | undefined
  workflow?: string[] | undefined
  _workflow?: (Element | null)[] | undefined
}

export interface ExampleScenarioActor extends BackboneElement {
  actorId: string
  _actorId?: Element | undefined
  type: 'person' | 'entity'
  _type?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
}

export interface ExampleScenarioInstance extends BackboneElement {
  resourceId: string
  _resourceId?: Element | undefined
  resourceType: string
  _resourceType?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  version?: ExampleScenarioInstanceVersion[] | undefined
  containedInstance?: ExampleScenarioInstanceContainedInstance[] | undefined
}

export interface ExampleScenarioInstanceVersion extends BackboneElement {
  versionId: string
  _versionId?: Element | undefined
  description: string
  _description?: Element | undefined
}

export interface ExampleScenarioInstanceContainedInstance extends BackboneElement {
  resourceId: string
  _resourceId?: Element | undefined
  versionId?: string | undefined
  _versionId?: Element | undefined
}

export interface ExampleScenarioProcess extends BackboneElement {
  title: string
  _title?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  preConditions?: string | undefined
  _preConditions?: Element | undefined
  postConditions?: string | undefined
  _postConditions?: Element | undefined
  step?: ExampleScenarioProcessStep[] | undefined
}

export interface ExampleScenarioProcessStep extends BackboneElement {
  process?: ExampleScenarioProcess[] | undefined
  pause?: boolean | undefined
  _pause?: Element | undefined
  operation?: ExampleScenarioProcessStepOperation | undefined
  alternative?: ExampleScenarioProcessStepAlternative[] | undefined
}

export interface ExampleScenarioProcessStepOperation extends BackboneElement {
  number: string
  _number?: Element | undefined
  type?: string | undefined
  _type?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  initiator?: string | undefined
  _initiator?: Element | undefined
  receiver?: string | undefined
  _receiver?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  initiatorActive?: boolean | undefined
  _initiatorActive?: Element | undefined
  receiverActive?: boolean | undefined
  _receiverActive?: Element | undefined
  request?: ExampleScenarioInstanceContainedInstance | undefined
  response?: ExampleScenarioInstanceContainedInstance | undefined
}

export interface ExampleScenarioProcessStepAlternative extends BackboneElement {
  title: string
  _title?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  step?: ExampleScenarioProcessStep[] | undefined
}

export interface ExplanationOfBenefit extends DomainResource {
  readonly resourceType: 'ExplanationOfBenefit'
  identifier?: Identifier[] | undefined
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element | undefined
  type: CodeableConcept
  subType?: CodeableConcept | undefined
  use: 'claim' | 'preauthorization' | 'predetermination'
  _use?: Element | undefined
  patient: Reference<'Patient'>
  billablePeriod?: Period | undefined
  created: string
  _created?: Element | undefined
  enterer?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
  insurer: Reference<'Organization'>
  provider: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  priority?: CodeableConcept | undefined
  fundsReserveRequested?: CodeableConcept | undefined
  fundsReserve?: CodeableConcept | undefined
  related?: ExplanationOfBenefitRelated[] | undefined
  prescription?: Reference<'MedicationRequest' | 'VisionPrescription'> | undefined
  originalPrescription?: Reference<'MedicationRequest'> | undefined
  payee?: ExplanationOfBenefitPayee | undefined
  referral?: Reference<'ServiceRequest'> | undefined
  facility?: Reference<'Location'> | undefined
  claim?: Reference<'Claim'> | undefined
  claimResponse?: Reference<'ClaimResponse'> | undefined
  outcome: 'queued' | 'complete' | 'error' | 'partial'
  _outcome?: Element | undefined
  disposition?: string | undefined
  _disposition?: Element | undefined
  preAuthRef?: string[] | undefined
  _preAuthRef?: (Element | null)[] | undefined
  preAuthRefPeriod?: Period[] | undefined
  careTeam?: ExplanationOfBenefitCareTeam[] | undefined
  supportingInfo?: ExplanationOfBenefitSupportingInfo[] | undefined
  diagnosis?: ExplanationOfBenefitDiagnosis[] | undefined
  procedure?: ExplanationOfBenefitProcedure[] | undefined
  precedence?: number | undefined
  _precedence?: Element | undefined
  insurance: ExplanationOfBenefitInsurance[]
  accident?: ExplanationOfBenefitAccident | undefined
  item?: ExplanationOfBenefitItem[] | undefined
  addItem?: ExplanationOfBenefitAddItem[] | undefined
  adjudication?: ExplanationOfBenefitItemAdjudication[] | undefined
  total?: ExplanationOfBenefitTotal[] | undefined
  payment?: ExplanationOfBenefitPayment | undefined
  formCode?: CodeableConcept | undefined
  form?: Attachment | undefined
  processNote?: ExplanationOfBenefitProcessNote[] | undefined
  benefitPeriod?: Period | undefined
  benefitBalance?: ExplanationOfBenefitBenefitBalance[] | undefined
}

export interface ExplanationOfBenefitRelated extends BackboneElement {
  claim?: Reference<'Claim'> | undefined
  relationship?: CodeableConcept | undefined
  reference?: Identifier | undefined
}

export interface ExplanationOfBenefitPayee extends BackboneElement {
  type?: CodeableConcept | undefined
  party?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'RelatedPerson'> | undefined
}

export interface ExplanationOfBenefitCareTeam extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  provider: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
  responsible?: boolean | undefined
  _responsible?: Element | undefined
  role?: CodeableConcept | undefined
  qualification?: CodeableConcept | undefined
}

export interface ExplanationOfBenefitSupportingInfo extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  category: CodeableConcept
  code?: CodeableConcept | undefined
  timingDate?: string | undefined
  _timingDate?: Element | undefined
  timingPeriod?: Period | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueQuantity?: Quantity | undefined
  valueAttachment?: Attachment | undefined
  valueReference?: Reference | undefined
  reason?: Coding | undefined
}

export interface ExplanationOfBenefitDiagnosis extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  diagnosisCodeableConcept?: CodeableConcept | undefined
  diagnosisReference?: Reference<'Condition'> | undefined
  type?: CodeableConcept[] | undefined
  onAdmission?: CodeableConcept | undefined
  packageCode?: CodeableConcept | undefined
}

export interface ExplanationOfBenefitProcedure extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  type?: CodeableConcept[] | undefined
  date?: string | undefined
  _date?: Element | undefined
  procedureCodeableConcept?: CodeableConcept | undefined
  procedureReference?: Reference<'Procedure'> | undefined
  udi?: Reference<'Device'>[] | undefined
}

export interface ExplanationOfBenefitInsurance extends BackboneElement {
  focal: boolean
  _focal?: Element | undefined
  coverage: Reference<'Coverage'>
  preAuthRef?: string[] | undefined
  _preAuthRef?: (Element | null)[] | undefined
}

export interface ExplanationOfBenefitAccident extends BackboneElement {
  date?: string | undefined
  _date?: Element | undefined
  type?: CodeableConcept | undefined
  locationAddress?: Address | undefined
  locationReference?: Reference<'Location'> | undefined
}

export interface ExplanationOfBenefitItem extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  careTeamSequence?: number[] | undefined
  _careTeamSequence?: (Element | null)[] | undefined
  diagnosisSequence?: number[] | undefined
  _diagnosisSequence?: (Element | null)[] | undefined
  procedureSequence?: number[] | undefined
  _procedureSequence?: (Element | null)[] | undefined
  informationSequence?: number[] | undefined
  _informationSequence?: (Element | null)[] | undefined
  revenue?: CodeableConcept | undefined
  category?: CodeableConcept | undefined
  productOrService: CodeableConcept
  modifier?: CodeableConcept[] | undefined
  programCode?: CodeableConcept[] | undefined
  servicedDate?: string | undefined
  _servicedDate?: Element | undefined
  servicedPeriod?: Period | undefined
  locationCodeableConcept?: CodeableConcept | undefined
  locationAddress?: Address | undefined
  locationReference?: Reference<'Location'> | undefined
  quantity?: Quantity | undefined
  unitPrice?: Money | undefined
  factor?: number | undefined
  _factor?: Element | undefined
  net?: Money | undefined
  udi?: Reference<'Device'>[] | undefined
  bodySite?: CodeableConcept | undefined
  subSite?: CodeableConcept[] | undefined
  encounter?: Reference<'Encounter'>[] | undefined
  noteNumber?: number[] | undefined
  _noteNumber?: (Element | null)[] | undefined
  adjudication?: ExplanationOfBenefitItemAdjudication[] | undefined
  detail?: ExplanationOfBenefitItemDetail[] | undefined
}

export interface ExplanationOfBenefitItemAdjudication extends BackboneElement {
  category: CodeableConcept
  reason?: CodeableConcept | undefined
  amount?: Money | undefined
  value?: number | undefined
  _value?: Element | undefined
}

export interface ExplanationOfBenefitItemDetail extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  revenue?: CodeableConcept | undefined
  category?: CodeableConcept | undefined
  productOrService: CodeableConcept
  modifier?: CodeableConcept[] | undefined
  programCode?: CodeableConcept[] | undefined
  quantity?: Quantity | undefined
  unitPrice?: Money | undefined
  factor?: number | undefined
  _factor?: Element | undefined
  net?: Money | undefined
  udi?: Reference<'Device'>[] | undefined
  noteNumber?: number[] | undefined
  _noteNumber?: (Element | null)[] | undefined
  adjudication?: ExplanationOfBenefitItemAdjudication[] | undefined
  subDetail?: ExplanationOfBenefitItemDetailSubDetail[] | undefined
}

export interface ExplanationOfBenefitItemDetailSubDetail extends BackboneElement {
  sequence: number
  _sequence?: Element | undefined
  revenue?: CodeableConcept | undefined
  category?: CodeableConcept | undefined
  productOrService: CodeableConcept
  modifier?: CodeableConcept[] | undefined
  programCode?: CodeableConcept[] | undefined
  quantity?: Quantity | undefined
  unitPrice?: Money | undefined
  factor?: number | undefined
  _factor?: Element | undefined
  net?: Money | undefined
  udi?: Reference<'Device'>[] | undefined
  noteNumber?: number[] | undefined
  _noteNumber?: (Element | null)[] | undefined
  adjudication?: ExplanationOfBenefitItemAdjudication[] | undefined
}

export interface ExplanationOfBenefitAddItem extends BackboneElement {
  itemSequence?: number[] | undefined
  _itemSequence?: (Element | null)[] | undefined
  detailSequence?: number[] | undefined
  _detailSequence?: (Element | null)[] | undefined
  subDetailSequence?: number[] | undefined
  _subDetailSequence?: (Element | null)[] | undefined
  provider?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>[] | undefined
  productOrService: CodeableConcept
  modifier?: CodeableConcept[] | undefined
  programCode?: CodeableConcept[] | undefined
  servicedDate?: string | undefined
  _servicedDate?: Element | undefined
  servicedPeriod?: Period | undefined
  locationCodeableConcept?: CodeableConcept | undefined
  locationAddress?: Address | undefined
  locationReference?: Reference<'Location'> | undefined
  quantity?: Quantity | undefined
  unitPrice?: Money | undefined
  factor?: number | undefined
  _factor?: Element | undefined
  net?: Money | undefined
  bodySite?: CodeableConcept | undefined
  subSite?: CodeableConcept[] | undefined
  noteNumber?: number[] | undefined
  _noteNumber?: (Element | null)[] | undefined
  adjudication?: ExplanationOfBenefitItemAdjudication[] | undefined
  detail?: ExplanationOfBenefitAddItemDetail[] | undefined
}

export interface ExplanationOfBenefitAddItemDetail extends BackboneElement {
  productOrService: CodeableConcept
  modifier?: CodeableConcept[] | undefined
  quantity?: Quantity | undefined
  unitPrice?: Money | undefined
  factor?: number | undefined
  _factor?: Element | undefined
  net?: Money | undefined
  noteNumber?: number[] | undefined
  _noteNumber?: (Element | null)[] | undefined
  adjudication?: ExplanationOfBenefitItemAdjudication[] | undefined
  subDetail?: ExplanationOfBenefitAddItemDetailSubDetail[] | undefined
}

export interface ExplanationOfBenefitAddItemDetailSubDetail extends BackboneElement {
  productOrService: CodeableConcept
  modifier?: CodeableConcept[] | undefined
  quantity?: Quantity | undefined
  unitPrice?: Money | undefined
  factor?: number | undefined
  _factor?: Element | undefined
  net?: Money | undefined
  noteNumber?: number[] | undefined
  _noteNumber?: (Element | null)[] | undefined
  adjudication?: ExplanationOfBenefitItemAdjudication[] | undefined
}

export interface ExplanationOfBenefitTotal extends BackboneElement {
  category: CodeableConcept
  amount: Money
}

export interface ExplanationOfBenefitPayment extends BackboneElement {
  type?: CodeableConcept | undefined
  adjustment?: Money | undefined
  adjustmentReason?: CodeableConcept | undefined
  date?: string | undefined
  _date?: Element | undefined
  amount?: Money | undefined
  identifier?: Identifier | undefined
}

export interface ExplanationOfBenefitProcessNote extends BackboneElement {
  number?: number | undefined
  _number?: Element | undefined
  type?: 'display' | 'print' | 'printoper' | undefined
  _type?: Element | undefined
  text?: string | undefined
  _text?: Element | undefined
  language?: CodeableConcept | undefined
}

export interface ExplanationOfBenefitBenefitBalance extends BackboneElement {
  category: CodeableConcept
  excluded?: boolean | undefined
  _excluded?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  network?: CodeableConcept | undefined
  unit?: CodeableConcept | undefined
  term?: CodeableConcept | undefined
  financial?: ExplanationOfBenefitBenefitBalanceFinancial[] | undefined
}

export interface ExplanationOfBenefitBenefitBalanceFinancial extends BackboneElement {
  type: CodeableConcept
  allowedUnsignedInt?: number | undefined
  _allowedUnsignedInt?: Element | undefined
  allowedString?: string | undefined
  _allowedString?: Element | undefined
  allowedMoney?: Money | undefined
  usedUnsignedInt?: number | undefined
  _usedUnsignedInt?: Element | undefined
  usedMoney?: Money | undefined
}

export interface Expression extends Element {
  description?: string | undefined
  _description?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  language: string
  _language?: Element | undefined
  expression?: string | undefined
  _expression?: Element | undefined
  reference?: string | undefined
  _reference?: Element | undefined
}

export interface Extension extends Element {
  url: string
  _url?: Element | undefined
  valueBase64Binary?: string | undefined
  _valueBase64Binary?: Element | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueCanonical?: string | undefined
  _valueCanonical?: Element | undefined
  valueCode?: string | undefined
  _valueCode?: Element | undefined
  valueDate?: string | undefined
  _valueDate?: Element | undefined
  valueDateTime?: string | undefined
  _valueDateTime?: Element | undefined
  valueDecimal?: number | undefined
  _valueDecimal?: Element | undefined
  valueId?: string | undefined
  _valueId?: Element | undefined
  valueInstant?: string | undefined
  _valueInstant?: Element | undefined
  valueInteger?: number | undefined
  _valueInteger?: Element | undefined
  valueMarkdown?: string | undefined
  _valueMarkdown?: Element | undefined
  valueOid?: string | undefined
  _valueOid?: Element | undefined
  valuePositiveInt?: number | undefined
  _valuePositiveInt?: Element | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueTime?: string | undefined
  _valueTime?: Element | undefined
  valueUnsignedInt?: number | undefined
  _valueUnsignedInt?: Element | undefined
  valueUri?: string | undefined
  _valueUri?: Element | undefined
  valueUrl?: string | undefined
  _valueUrl?: Element | undefined
  valueUuid?: string | undefined
  _valueUuid?: Element | undefined
  valueAddress?: Address | undefined
  valueAge?: Age | undefined
  valueAnnotation?: Annotation | undefined
  valueAttachment?: Attachment | undefined
  valueCodeableConcept?: CodeableConcept | undefined
  valueCoding?: Coding | undefined
  valueContactPoint?: ContactPoint | undefined
  valueCount?: Count | undefined
  valueDistance?: Distance | undefined
  valueDuration?: Duration | undefined
  valueHumanName?: HumanName | undefined
  valueIdentifier?: Identifier | undefined
  valueMoney?: Money | undefined
  valuePeriod?: Period | undefined
  valueQuantity?: Quantity | undefined
  valueRange?: Range | undefined
  valueRatio?: Ratio | undefined
  valueReference?: Reference | undefined
  valueSampledData?: SampledData | undefined
  valueSignature?: Signature | undefined
  valueTiming?: Timing | undefined
  valueContactDetail?: ContactDetail | undefined
  valueContributor?: Contributor | undefined
  valueDataRequirement?: DataRequirement | undefined
  valueExpression?: Expression | undefined
  valueParameterDefinition?: ParameterDefinition | undefined
  valueRelatedArtifact?: RelatedArtifact | undefined
  valueTriggerDefinition?: TriggerDefinition | undefined
  valueUsageContext?: UsageContext | undefined
  valueDosage?: Dosage | undefined
  valueMeta?: Meta | undefined
}

export interface FamilyMemberHistory extends DomainResource {
  readonly resourceType: 'FamilyMemberHistory'
  identifier?: Identifier[] | undefined
  instantiatesCanonical?: string[] | undefined
  _instantiatesCanonical?: (Element | null)[] | undefined
  instantiatesUri?: string[] | undefined
  _instantiatesUri?: (Element | null)[] | undefined
  status: 'partial' | 'completed' | 'entered-in-error' | 'health-unknown'
  _status?: Element | undefined
  dataAbsentReason?: CodeableConcept | undefined
  patient: Reference<'Patient'>
  date?: string | undefined
  _date?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  relationship: CodeableConcept
  sex?: CodeableConcept | undefined
  bornPeriod?: Period | undefined
  bornDate?: string | undefined
  _bornDate?: Element | undefined
  bornString?: string | undefined
  _bornString?: Element | undefined
  ageAge?: Age | undefined
  ageRange?: Range | undefined
  ageString?: string | undefined
  _ageString?: Element | undefined
  estimatedAge?: boolean | undefined
  _estimatedAge?: Element | undefined
  deceasedBoolean?: boolean | undefined
  _deceasedBoolean?: Element | undefined
  deceasedAge?: Age | undefined
  deceasedRange?: Range | undefined
  deceasedDate?: string | undefined
  _deceasedDate?: Element | undefined
  deceasedString?: string | undefined
  _deceasedString?: Element | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'AllergyIntolerance' | 'QuestionnaireResponse' | 'DiagnosticReport' | 'DocumentReference'>[] | undefined
  note?: Annotation[] | undefined
  condition?: FamilyMemberHistoryCondition[] | undefined
}

export interface FamilyMemberHistoryCondition extends BackboneElement {
  code: CodeableConcept
  outcome?: CodeableConcept | undefined
  contributedToDeath?: boolean | undefined
  _contributedToDeath?: Element | undefined
  onsetAge?: Age | undefined
  onsetRange?: Range | undefined
  onsetPeriod?: Period | undefined
  onsetString?: string | undefined
  _onsetString?: Element | undefined
  note?: Annotation[] | undefined
}

export interface Flag extends DomainResource {
  readonly resourceType: 'Flag'
  identifier?: Identifier[] | undefined
  status: 'active' | 'inactive' | 'entered-in-error'
  _status?: Element | undefined
  category?: CodeableConcept[] | undefined
  code: CodeableConcept
  subject: Reference<'Patient' | 'Location' | 'Group' | 'Organization' | 'Practitioner' | 'PlanDefinition' | 'Medication' | 'Procedure'>
  period?: Period | undefined
  encounter?: Reference<'Encounter'> | undefined
  author?: Reference<'Device' | 'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole'> | undefined
}

export interface Goal extends DomainResource {
  readonly resourceType: 'Goal'
  identifier?: Identifier[] | undefined
  lifecycleStatus: 'proposed' | 'planned' | 'accepted' | 'active' | 'on-hold' | 'completed' | 'cancelled' | 'entered-in-error' | 'rejected'
  _lifecycleStatus?: Element | undefined
  achievementStatus?: CodeableConcept | undefined
  category?: CodeableConcept[] | undefined
  priority?: CodeableConcept | undefined
  description: CodeableConcept
  subject: Reference<'Patient' | 'Group' | 'Organization'>
  startDate?: string | undefined
  _startDate?: Element | undefined
  startCodeableConcept?: CodeableConcept | undefined
  target?: GoalTarget[] | undefined
  statusDate?: string | undefined
  _statusDate?: Element | undefined
  statusReason?: string | undefined
  _statusReason?: Element | undefined
  expressedBy?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson'> | undefined
  addresses?: Reference<'Condition' | 'Observation' | 'MedicationStatement' | 'NutritionOrder' | 'ServiceRequest' | 'RiskAssessment'>[] | undefined
  note?: Annotation[] | undefined
  outcomeCode?: CodeableConcept[] | undefined
  outcomeReference?: Reference<'Observation'>[] | undefined
}

export interface GoalTarget extends BackboneElement {
  measure?: CodeableConcept | undefined
  detailQuantity?: Quantity | undefined
  detailRange?: Range | undefined
  detailCodeableConcept?: CodeableConcept | undefined
  detailString?: string | undefined
  _detailString?: Element | undefined
  detailBoolean?: boolean | undefined
  _detailBoolean?: Element | undefined
  detailInteger?: number | undefined
  _detailInteger?: Element | undefined
  detailRatio?: Ratio | undefined
  dueDate?: string | undefined
  _dueDate?: Element | undefined
  dueDuration?: Duration | undefined
}

export interface GraphDefinition extends DomainResource {
  readonly resourceType: 'GraphDefinition'
  url?: string | undefined
  _url?: Element | undefined
  version?: string | undefined
  _version?: Element | undefined
  name: string
  _name?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  start: string
  _start?: Element | undefined
  profile?: string | undefined
  _profile?: Element | undefined
  link?: GraphDefinitionLink[] | undefined
}

export interface GraphDefinitionLink extends BackboneElement {
  path?: string | undefined
  _path?: Element | undefined
  sliceName?: string | undefined
  _sliceName?: Element | undefined
  min?: number | undefined
  _min?: Element | undefined
  max?: string | undefined
  _max?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  target?: GraphDefinitionLinkTarget[] | undefined
}

export interface GraphDefinitionLinkTarget extends BackboneElement {
  type: string
  _type?: Element | undefined
  params?: string | undefined
  _params?: Element | undefined
  profile?: string | undefined
  _profile?: Element | undefined
  compartment?: GraphDefinitionLinkTargetCompartment[] | undefined
  link?: GraphDefinitionLink[] | undefined
}

export interface GraphDefinitionLinkTargetCompartment extends BackboneElement {
  use: 'condition' | 'requirement'
  _use?: Element | undefined
  code: 'Patient' | 'Encounter' | 'RelatedPerson' | 'Practitioner' | 'Device'
  _code?: Element | undefined
  rule: 'identical' | 'matching' | 'different' | 'custom'
  _rule?: Element | undefined
  expression?: string | undefined
  _expression?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
}

export interface Group extends DomainResource {
  readonly resourceType: 'Group'
  identifier?: Identifier[] | undefined
  active?: boolean | undefined
  _active?: Element | undefined
  type: 'person' | 'animal' | 'practitioner' | 'device' | 'medication' | 'substance'
  _type?: Element | undefined
  actual: boolean
  _actual?: Element | undefined
  code?: CodeableConcept | undefined
  name?: string | undefined
  _name?: Element | undefined
  quantity?: number | undefined
  _quantity?: Element | undefined
  managingEntity?: Reference<'Organization' | 'RelatedPerson' | 'Practitioner' | 'PractitionerRole'> | undefined
  characteristic?: GroupCharacteristic[] | undefined
  member?: GroupMember[] | undefined
}

export interface GroupCharacteristic extends BackboneElement {
  code: CodeableConcept
  valueCodeableConcept?: CodeableConcept | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueQuantity?: Quantity | undefined
  valueRange?: Range | undefined
  valueReference?: Reference | undefined
  exclude: boolean
  _exclude?: Element | undefined
  period?: Period | undefined
}

export interface GroupMember extends BackboneElement {
  entity: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'Device' | 'Medication' | 'Substance' | 'Group'>
  period?: Period | undefined
  inactive?: boolean | undefined
  _inactive?: Element | undefined
}

export interface GuidanceResponse extends DomainResource {
  readonly resourceType: 'GuidanceResponse'
  requestIdentifier?: Identifier | undefined
  identifier?: Identifier[] | undefined
  moduleUri?: string | undefined
  _moduleUri?: Element | undefined
  moduleCanonical?: string | undefined
  _moduleCanonical?: Element | undefined
  moduleCodeableConcept?: CodeableConcept | undefined
  status: 'success' | 'data-requested' | 'data-required' | 'in-progress' | 'failure' | 'entered-in-error'
  _status?: Element | undefined
  subject?: Reference<'Patient' | 'Group'> | undefined
  encounter?: Reference<'Encounter'> | undefined
  occurrenceDateTime?: string | undefined
  _occurrenceDateTime?: Element | undefined
  performer?: Reference<'Device'> | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[] | undefined
  note?: Annotation[] | undefined
  evaluationMessage?: Reference<'OperationOutcome'>[] | undefined
  outputParameters?: Reference<'Parameters'> | undefined
  result?: Reference<'CarePlan' | 'RequestGroup'> | undefined
  dataRequirement?: DataRequirement[] | undefined
}

export interface HealthcareService extends DomainResource {
  readonly resourceType: 'HealthcareService'
  identifier?: Identifier[] | undefined
  active?: boolean | undefined
  _active?: Element | undefined
  providedBy?: Reference<'Organization'> | undefined
  category?: CodeableConcept[] | undefined
  type?: CodeableConcept[] | undefined
  specialty?: CodeableConcept[] | undefined
  location?: Reference<'Location'>[] | undefined
  name?: string | undefined
  _name?: Element | undefined
  comment?: string | undefined
  _comment?: Element | undefined
  extraDetails?: string | undefined
  _extraDetails?: Element | undefined
  photo?: Attachment | undefined
  telecom?: ContactPoint[] | undefined
  coverageArea?: Reference<'Location'>[] | undefined
  serviceProvisionCode?: CodeableConcept[] | undefined
  eligibility?: HealthcareServiceEligibility[] | undefined
  program?: CodeableConcept[] | undefined
  characteristic?: CodeableConcept[] | undefined
  communication?: CodeableConcept[] | undefined
  referralMethod?: CodeableConcept[] | undefined
  appointmentRequired?: boolean | undefined
  _appointmentRequired?: Element | undefined
  availableTime?: HealthcareServiceAvailableTime[] | undefined
  notAvailable?: HealthcareServiceNotAvailable[] | undefined
  availabilityExceptions?: string | undefined
  _availabilityExceptions?: Element | undefined
  endpoint?: Reference<'Endpoint'>[] | undefined
}

export interface HealthcareServiceEligibility extends BackboneElement {
  code?: CodeableConcept | undefined
  comment?: string | undefined
  _comment?: Element | undefined
}

export interface HealthcareServiceAvailableTime extends BackboneElement {
  daysOfWeek?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[] | undefined
  _daysOfWeek?: (Element | null)[] | undefined
  allDay?: boolean | undefined
  _allDay?: Element | undefined
  availableStartTime?: string | undefined
  _availableStartTime?: Element | undefined
  availableEndTime?: string | undefined
  _availableEndTime?: Element | undefined
}

export interface HealthcareServiceNotAvailable extends BackboneElement {
  description: string
  _description?: Element | undefined
  during?: Period | undefined
}

export interface HumanName extends Element {
  use?: 'usual' | 'official' | 'temp' | 'nickname' | 'anonymous' | 'old' | 'maiden' | undefined
  _use?: Element | undefined
  text?: string | undefined
  _text?: Element | undefined
  family?: string | undefined
  _family?: Element | undefined
  given?: string[] | undefined
  _given?: (Element | null)[] | undefined
  prefix?: string[] | undefined
  _prefix?: (Element | null)[] | undefined
  suffix?: string[] | undefined
  _suffix?: (Element | null)[] | undefined
  period?: Period | undefined
}

export interface Identifier extends Element {
  use?: 'usual' | 'official' | 'temp' | 'secondary' | 'old' | undefined
  _use?: Element | undefined
  type?: CodeableConcept | undefined
  system?: string | undefined
  _system?: Element | undefined
  value?: string | undefined
  _value?: Element | undefined
  period?: Period | undefined
  assigner?: Reference<'Organization'> | undefined
}

export interface ImagingStudy extends DomainResource {
  readonly resourceType: 'ImagingStudy'
  identifier?: Identifier[] | undefined
  status: 'registered' | 'available' | 'cancelled' | 'entered-in-error' | 'unknown'
  _status?: Element | undefined
  modality?: Coding[] | undefined
  subject: Reference<'Patient' | 'Device' | 'Group'>
  encounter?: Reference<'Encounter'> | undefined
  started?: string | undefined
  _started?: Element | undefined
  basedOn?: Reference<'CarePlan' | 'ServiceRequest' | 'Appointment' | 'AppointmentResponse' | 'Task'>[] | undefined
  referrer?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
  interpreter?: Reference<'Practitioner' | 'PractitionerRole'>[] | undefined
  endpoint?: Reference<'Endpoint'>[] | undefined
  numberOfSeries?: number | undefined
  _numberOfSeries?: Element | undefined
  numberOfInstances?: number | undefined
  _numberOfInstances?: Element | undefined
  procedureReference?: Reference<'Procedure'> | undefined
  procedureCode?: CodeableConcept[] | undefined
  location?: Reference<'Location'> | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'Media' | 'DiagnosticReport' | 'DocumentReference'>[] | undefined
  note?: Annotation[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  series?: ImagingStudySeries[] | undefined
}

export interface ImagingStudySeries extends BackboneElement {
  uid: string
  _uid?: Element | undefined
  number?: number | undefined
  _number?: Element | undefined
  modality: Coding
  description?: string | undefined
  _description?: Element | undefined
  numberOfInstances?: number | undefined
  _numberOfInstances?: Element | undefined
  endpoint?: Reference<'Endpoint'>[] | undefined
  bodySite?: Coding | undefined
  laterality?: Coding | undefined
  specimen?: Reference<'Specimen'>[] | undefined
  started?: string | undefined
  _started?: Element | undefined
  performer?: ImagingStudySeriesPerformer[] | undefined
  instance?: ImagingStudySeriesInstance[] | undefined
}

export interface ImagingStudySeriesPerformer extends BackboneElement {
  function?: CodeableConcept | undefined
  actor: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam' | 'Patient' | 'Device' | 'RelatedPerson'>
}

export interface ImagingStudySeriesInstance extends BackboneElement {
  uid: string
  _uid?: Element | undefined
  sopClass: Coding
  number?: number | undefined
  _number?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
}

export interface Immunization extends DomainResource {
  readonly resourceType: 'Immunization'
  identifier?: Identifier[] | undefined
  status: 'completed' | 'entered-in-error' | 'not-done'
  _status?: Element | undefined
  statusReason?: CodeableConcept | undefined
  vaccineCode: CodeableConcept
  patient: Reference<'Patient'>
  encounter?: Reference<'Encounter'> | undefined
  occurrenceDateTime?: string | undefined
  _occurrenceDateTime?: Element | undefined
  occurrenceString?: string | undefined
  _occurrenceString?: Element | undefined
  recorded?: string | undefined
  _recorded?: Element | undefined
  primarySource?: boolean | undefined
  _primarySource?: Element | undefined
  reportOrigin?: CodeableConcept | undefined
  location?: Reference<'Location'> | undefined
  manufacturer?: Reference<'Organization'> | undefined
  lotNumber?: string | undefined
  _lotNumber?: Element | undefined
  expirationDate?: string | undefined
  _expirationDate?: Element | undefined
  site?: CodeableConcept | undefined
  route?: CodeableConcept | undefined
  doseQuantity?: Quantity | undefined
  performer?: ImmunizationPerformer[] | undefined
  note?: Annotation[] | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport'>[] | undefined
  isSubpotent?: boolean | undefined
  _isSubpotent?: Element | undefined
  subpotentReason?: CodeableConcept[] | undefined
  education?: ImmunizationEducation[] | undefined
  programEligibility?: CodeableConcept[] | undefined
  fundingSource?: CodeableConcept | undefined
  reaction?: ImmunizationReaction[] | undefined
  protocolApplied?: ImmunizationProtocolApplied[] | undefined
}

export interface ImmunizationPerformer extends BackboneElement {
  function?: CodeableConcept | undefined
  actor: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'>
}

export interface ImmunizationEducation extends BackboneElement {
  documentType?: string | undefined
  _documentType?: Element | undefined
  reference?: string | undefined
  _reference?: Element | undefined
  publicationDate?: string | undefined
  _publicationDate?: Element | undefined
  presentationDate?: string | undefined
  _presentationDate?: Element | undefined
}

export interface ImmunizationReaction extends BackboneElement {
  date?: string | undefined
  _date?: Element | undefined
  detail?: Reference<'Observation'> | undefined
  reported?: boolean | undefined
  _reported?: Element | undefined
}

export interface ImmunizationProtocolApplied extends BackboneElement {
  series?: string | undefined
  _series?: Element | undefined
  authority?: Reference<'Organization'> | undefined
  targetDisease?: CodeableConcept[] | undefined
  doseNumberPositiveInt?: number | undefined
  _doseNumberPositiveInt?: Element | undefined
  doseNumberString?: string | undefined
  _doseNumberString?: Element | undefined
  seriesDosesPositiveInt?: number | undefined
  _seriesDosesPositiveInt?: Element | undefined
  seriesDosesString?: string | undefined
  _seriesDosesString?: Element | undefined
}

export interface ImmunizationEvaluation extends DomainResource {
  readonly resourceType: 'ImmunizationEvaluation'
  identifier?: Identifier[] | undefined
  status: 'completed' | 'entered-in-error'
  _status?: Element | undefined
  patient: Reference<'Patient'>
  date?: string | undefined
  _date?: Element | undefined
  authority?: Reference<'Organization'> | undefined
  targetDisease: CodeableConcept
  immunizationEvent: Reference<'Immunization'>
  doseStatus: CodeableConcept
  doseStatusReason?: CodeableConcept[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  series?: string | undefined
  _series?: Element | undefined
  doseNumberPositiveInt?: number | undefined
  _doseNumberPositiveInt?: Element | undefined
  doseNumberString?: string | undefined
  _doseNumberString?: Element | undefined
  seriesDosesPositiveInt?: number | undefined
  _seriesDosesPositiveInt?: Element | undefined
  seriesDosesString?: string | undefined
  _seriesDosesString?: Element | undefined
}

export interface ImmunizationRecommendation extends DomainResource {
  readonly resourceType: 'ImmunizationRecommendation'
  identifier?: Identifier[] | undefined
  patient: Reference<'Patient'>
  date: string
  _date?: Element | undefined
  authority?: Reference<'Organization'> | undefined
  recommendation: ImmunizationRecommendationRecommendation[]
}

export interface ImmunizationRecommendationRecommendation extends BackboneElement {
  vaccineCode?: CodeableConcept[] | undefined
  targetDisease?: CodeableConcept | undefined
  contraindicatedVaccineCode?: CodeableConcept[] | undefined
  forecastStatus: CodeableConcept
  forecastReason?: CodeableConcept[] | undefined
  dateCriterion?: ImmunizationRecommendationRecommendationDateCriterion[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  series?: string | undefined
  _series?: Element | undefined
  doseNumberPositiveInt?: number | undefined
  _doseNumberPositiveInt?: Element | undefined
  doseNumberString?: string | undefined
  _doseNumberString?: Element | undefined
  seriesDosesPositiveInt?: number | undefined
  _seriesDosesPositiveInt?: Element | undefined
  seriesDosesString?: string | undefined
  _seriesDosesString?: Element | undefined
  supportingImmunization?: Reference<'Immunization' | 'ImmunizationEvaluation'>[] | undefined
  supportingPatientInformation?: Reference[] | undefined
}

export interface ImmunizationRecommendationRecommendationDateCriterion extends BackboneElement {
  code: CodeableConcept
  value: string
  _value?: Element | undefined
}

export interface ImplementationGuide extends DomainResource {
  readonly resourceType: 'ImplementationGuide'
  url: string
  _url?: Element | undefined
  version?: string | undefined
  _version?: Element | undefined
  name: string
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  packageId: string
  _packageId?: Element | undefined
  license?: string | undefined
  _license?: Element | undefined
  fhirVersion: ('0.01' | '0.05' | '0.06' | '0.11' | '0.0.80' | '0.0.81' | '0.0.82' | '0.4.0' | '0.5.0' | '1.0.0' | '1.0.1' | '1.0.2' | '1.1.0' | '1.4.0' | '1.6.0' | '1.8.0' | '3.0.0' | '3.0.1' | '3.3.0' | '3.5.0' | '4.0.0' | '4.0.1')[]
  _fhirVersion?: (Element | null)[] | undefined
  dependsOn?: ImplementationGuideDependsOn[] | undefined
  global?: ImplementationGuideGlobal[] | undefined
  definition?: ImplementationGuideDefinition | undefined
  manifest?: ImplementationGuideManifest | undefined
}

export interface ImplementationGuideDependsOn extends BackboneElement {
  uri: string
  _uri?: Element | undefined
  packageId?: string | undefined
  _packageId?: Element | undefined
  version?: string | undefined
  _version?: Element | undefined
}

export interface ImplementationGuideGlobal extends BackboneElement {
  type: string
  _type?: Element | undefined
  profile: string
  _profile?: Element | undefined
}

export interface ImplementationGuideDefinition extends BackboneElement {
  grouping?: ImplementationGuideDefinitionGrouping[] | undefined
  resource: ImplementationGuideDefinitionResource[]
  page?: ImplementationGuideDefinitionPage | undefined
  parameter?: ImplementationGuideDefinitionParameter[] | undefined
  template?: ImplementationGuideDefinitionTemplate[] | undefined
}

export interface ImplementationGuideDefinitionGrouping extends BackboneElement {
  name: string
  _name?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
}

export interface ImplementationGuideDefinitionResource extends BackboneElement {
  reference: Reference
  fhirVersion?: ('0.01' | '0.05' | '0.06' | '0.11' | '0.0.80' | '0.0.81' | '0.0.82' | '0.4.0' | '0.5.0' | '1.0.0' | '1.0.1' | '1.0.2' | '1.1.0' | '1.4.0' | '1.6.0' | '1.8.0' | '3.0.0' | '3.0.1' | '3.3.0' | '3.5.0' | '4.0.0' | '4.0.1')[] | undefined
  _fhirVersion?: (Element | null)[] | undefined
  name?: string | undefined
  _name?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  exampleBoolean?: boolean | undefined
  _exampleBoolean?: Element | undefined
  exampleCanonical?: string | undefined
  _exampleCanonical?: Element | undefined
  groupingId?: string | undefined
  _groupingId?: Element | undefined
}

export interface ImplementationGuideDefinitionPage extends BackboneElement {
  nameUrl?: string | undefined
  _nameUrl?: Element | undefined
  nameReference?: Reference<'Binary'> | undefined
  title: string
  _title?: Element | undefined
  generation: 'html' | 'markdown' | 'xml' | 'generated'
  _generation?: Element | undefined
  page?: ImplementationGuideDefinitionPage[] | undefined
}

export interface ImplementationGuideDefinitionParameter extends BackboneElement {
  code: 'apply' | 'path-resource' | 'path-pages' | 'path-tx-cache' | 'expansion-parameter' | 'rule-broken-links' | 'generate-xml' | 'generate-json' | 'generate-turtle' | 'html-template'
  _code?: Element | undefined
  value: string
  _value?: Element | undefined
}

export interface ImplementationGuideDefinitionTemplate extends BackboneElement {
  code: string
  _code?: Element | undefined
  source: string
  _source?: Element | undefined
  scope?: string | undefined
  _scope?: Element | undefined
}

export interface ImplementationGuideManifest extends BackboneElement {
  rendering?: string | undefined
  _rendering?: Element | undefined
  resource: ImplementationGuideManifestResource[]
  page?: ImplementationGuideManifestPage[] | undefined
  image?: string[] | undefined
  _image?: (Element | null)[] | undefined
  other?: string[] | undefined
  _other?: (Element | null)[] | undefined
}

export interface ImplementationGuideManifestResource extends BackboneElement {
  reference: Reference
  exampleBoolean?: boolean | undefined
  _exampleBoolean?: Element | undefined
  exampleCanonical?: string | undefined
  _exampleCanonical?: Element | undefined
  relativePath?: string | undefined
  _relativePath?: Element | undefined
}

export interface ImplementationGuideManifestPage extends BackboneElement {
  name: string
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  anchor?: string[] | undefined
  _anchor?: (Element | null)[] | undefined
}

export interface InsurancePlan extends DomainResource {
  readonly resourceType: 'InsurancePlan'
  identifier?: Identifier[] | undefined
  status?: 'draft' | 'active' | 'retired' | 'unknown' | undefined
  _status?: Element | undefined
  type?: CodeableConcept[] | undefined
  name?: string | undefined
  _name?: Element | undefined
  alias?: string[] | undefined
  _alias?: (Element | null)[] | undefined
  period?: Period | undefined
  ownedBy?: Reference<'Organization'> | undefined
  administeredBy?: Reference<'Organization'> | undefined
  coverageArea?: Reference<'Location'>[] | undefined
  contact?: InsurancePlanContact[] | undefined
  endpoint?: Reference<'Endpoint'>[] | undefined
  network?: Reference<'Organization'>[] | undefined
  coverage?: InsurancePlanCoverage[] | undefined
  plan?: InsurancePlanPlan[] | undefined
}

export interface InsurancePlanContact extends BackboneElement {
  purpose?: CodeableConcept | undefined
  name?: HumanName | undefined
  telecom?: ContactPoint[] | undefined
  address?: Address | undefined
}

export interface InsurancePlanCoverage extends BackboneElement {
  type: CodeableConcept
  network?: Reference<'Organization'>[] | undefined
  benefit: InsurancePlanCoverageBenefit[]
}

export interface InsurancePlanCoverageBenefit extends BackboneElement {
  type: CodeableConcept
  requirement?: string | undefined
  _requirement?: Element | undefined
  limit?: InsurancePlanCoverageBenefitLimit[] | undefined
}

export interface InsurancePlanCoverageBenefitLimit extends BackboneElement {
  value?: Quantity | undefined
  code?: CodeableConcept | undefined
}

export interface InsurancePlanPlan extends BackboneElement {
  identifier?: Identifier[] | undefined
  type?: CodeableConcept | undefined
  coverageArea?: Reference<'Location'>[] | undefined
  network?: Reference<'Organization'>[] | undefined
  generalCost?: InsurancePlanPlanGeneralCost[] | undefined
  specificCost?: InsurancePlanPlanSpecificCost[] | undefined
}

export interface InsurancePlanPlanGeneralCost extends BackboneElement {
  type?: CodeableConcept | undefined
  groupSize?: number | undefined
  _groupSize?: Element | undefined
  cost?: Money | undefined
  comment?: string | undefined
  _comment?: Element | undefined
}

export interface InsurancePlanPlanSpecificCost extends BackboneElement {
  category: CodeableConcept
  benefit?: InsurancePlanPlanSpecificCostBenefit[] | undefined
}

export interface InsurancePlanPlanSpecificCostBenefit extends BackboneElement {
  type: CodeableConcept
  cost?: InsurancePlanPlanSpecificCostBenefitCost[] | undefined
}

export interface InsurancePlanPlanSpecificCostBenefitCost extends BackboneElement {
  type: CodeableConcept
  applicability?: CodeableConcept | undefined
  qualifiers?: CodeableConcept[] | undefined
  value?: Quantity | undefined
}

export interface Invoice extends DomainResource {
  readonly resourceType: 'Invoice'
  identifier?: Identifier[] | undefined
  status: 'draft' | 'issued' | 'balanced' | 'cancelled' | 'entered-in-error'
  _status?: Element | undefined
  cancelledReason?: string | undefined
  _cancelledReason?: Element | undefined
  type?: CodeableConcept | undefined
  subject?: Reference<'Patient' | 'Group'> | undefined
  recipient?: Reference<'Organization' | 'Patient' | 'RelatedPerson'> | undefined
  date?: string | undefined
  _date?: Element | undefined
  participant?: InvoiceParticipant[] | undefined
  issuer?: Reference<'Organization'> | undefined
  account?: Reference<'Account'> | undefined
  lineItem?: InvoiceLineItem[] | undefined
  totalPriceComponent?: InvoiceLineItemPriceComponent[] | undefined
  totalNet?: Money | undefined
  totalGross?: Money | undefined
  paymentTerms?: string | undefined
  _paymentTerms?: Element | undefined
  note?: Annotation[] | undefined
}

export interface InvoiceParticipant extends BackboneElement {
  role?: CodeableConcept | undefined
  actor: Reference<'Practitioner' | 'Organization' | 'Patient' | 'PractitionerRole' | 'Device' | 'RelatedPerson'>
}

export interface InvoiceLineItem extends BackboneElement {
  sequence?: number | undefined
  _sequence?: Element | undefined
  chargeItemReference?: Reference<'ChargeItem'> | undefined
  chargeItemCodeableConcept?: CodeableConcept | undefined
  priceComponent?: InvoiceLineItemPriceComponent[] | undefined
}

export interface InvoiceLineItemPriceComponent extends BackboneElement {
  type: 'base' | 'surcharge' | 'deduction' | 'discount' | 'tax' | 'informational'
  _type?: Element | undefined
  code?: CodeableConcept | undefined
  factor?: number | undefined
  _factor?: Element | undefined
  amount?: Money | undefined
}

export interface Library extends DomainResource {
  readonly resourceType: 'Library'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  subtitle?: string | undefined
  _subtitle?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  type: CodeableConcept
  subjectCodeableConcept?: CodeableConcept | undefined
  subjectReference?: Reference<'Group'> | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  usage?: string | undefined
  _usage?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  approvalDate?: string | undefined
  _approvalDate?: Element | undefined
  lastReviewDate?: string | undefined
  _lastReviewDate?: Element | undefined
  effectivePeriod?: Period | undefined
  topic?: CodeableConcept[] | undefined
  author?: ContactDetail[] | undefined
  editor?: ContactDetail[] | undefined
  reviewer?: ContactDetail[] | undefined
  endorser?: ContactDetail[] | undefined
  relatedArtifact?: RelatedArtifact[] | undefined
  parameter?: ParameterDefinition[] | undefined
  dataRequirement?: DataRequirement[] | undefined
  content?: Attachment[] | undefined
}

export interface Linkage extends DomainResource {
  readonly resourceType: 'Linkage'
  active?: boolean | undefined
  _active?: Element | undefined
  author?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  item: LinkageItem[]
}

export interface LinkageItem extends BackboneElement {
  type: 'source' | 'alternate' | 'historical'
  _type?: Element | undefined
  resource: Reference
}

export interface List extends DomainResource {
  readonly resourceType: 'List'
  identifier?: Identifier[] | undefined
  status: 'current' | 'retired' | 'entered-in-error'
  _status?: Element | undefined
  mode: 'working' | 'snapshot' | 'changes'
  _mode?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  code?: CodeableConcept | undefined
  subject?: Reference<'Patient' | 'Group' | 'Device' | 'Location'> | undefined
  encounter?: Reference<'Encounter'> | undefined
  date?: string | undefined
  _date?: Element | undefined
  source?: Reference<'Practitioner' | 'PractitionerRole' | 'Patient' | 'Device'> | undefined
  orderedBy?: CodeableConcept | undefined
  note?: Annotation[] | undefined
  entry?: ListEntry[] | undefined
  emptyReason?: CodeableConcept | undefined
}

export interface ListEntry extends BackboneElement {
  flag?: CodeableConcept | undefined
  deleted?: boolean | undefined
  _deleted?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  item: Reference
}

export interface Location extends DomainResource {
  readonly resourceType: 'Location'
  identifier?: Identifier[] | undefined
  status?: 'active' | 'suspended' | 'inactive' | undefined
  _status?: Element | undefined
  operationalStatus?: Coding | undefined
  name?: string | undefined
  _name?: Element | undefined
  alias?: string[] | undefined
  _alias?: (Element | null)[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  mode?: 'instance' | 'kind' | undefined
  _mode?: Element | undefined
  type?: CodeableConcept[] | undefined
  telecom?: ContactPoint[] | undefined
  address?: Address | undefined
  physicalType?: CodeableConcept | undefined
  position?: LocationPosition | undefined
  managingOrganization?: Reference<'Organization'> | undefined
  partOf?: Reference<'Location'> | undefined
  hoursOfOperation?: LocationHoursOfOperation[] | undefined
  availabilityExceptions?: string | undefined
  _availabilityExceptions?: Element | undefined
  endpoint?: Reference<'Endpoint'>[] | undefined
}

export interface LocationPosition extends BackboneElement {
  longitude: number
  _longitude?: Element | undefined
  latitude: number
  _latitude?: Element | undefined
  altitude?: number | undefined
  _altitude?: Element | undefined
}

export interface LocationHoursOfOperation extends BackboneElement {
  daysOfWeek?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[] | undefined
  _daysOfWeek?: (Element | null)[] | undefined
  allDay?: boolean | undefined
  _allDay?: Element | undefined
  openingTime?: string | undefined
  _openingTime?: Element | undefined
  closingTime?: string | undefined
  _closingTime?: Element | undefined
}

export interface MarketingStatus extends BackboneElement {
  country: CodeableConcept
  jurisdiction?: CodeableConcept | undefined
  status: CodeableConcept
  dateRange: Period
  restoreDate?: string | undefined
  _restoreDate?: Element | undefined
}

export interface Measure extends DomainResource {
  readonly resourceType: 'Measure'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  subtitle?: string | undefined
  _subtitle?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  subjectCodeableConcept?: CodeableConcept | undefined
  subjectReference?: Reference<'Group'> | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  usage?: string | undefined
  _usage?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  approvalDate?: string | undefined
  _approvalDate?: Element | undefined
  lastReviewDate?: string | undefined
  _lastReviewDate?: Element | undefined
  effectivePeriod?: Period | undefined
  topic?: CodeableConcept[] | undefined
  author?: ContactDetail[] | undefined
  editor?: ContactDetail[] | undefined
  reviewer?: ContactDetail[] | undefined
  endorser?: ContactDetail[] | undefined
  relatedArtifact?: RelatedArtifact[] | undefined
  library?: string[] | undefined
  _library?: (Element | null)[] | undefined
  disclaimer?: string | undefined
  _disclaimer?: Element | undefined
  scoring?: CodeableConcept | undefined
  compositeScoring?: CodeableConcept | undefined
  type?: CodeableConcept[] | undefined
  riskAdjustment?: string | undefined
  _riskAdjustment?: Element | undefined
  rateAggregation?: string | undefined
  _rateAggregation?: Element | undefined
  rationale?: string | undefined
  _rationale?: Element | undefined
  clinicalRecommendationStatement?: string | undefined
  _clinicalRecommendationStatement?: Element | undefined
  improvementNotation?: CodeableConcept | undefined
  definition?: string[] | undefined
  _definition?: (Element | null)[] | undefined
  guidance?: string | undefined
  _guidance?: Element | undefined
  group?: MeasureGroup[] | undefined
  supplementalData?: MeasureSupplementalData[] | undefined
}

export interface MeasureGroup extends BackboneElement {
  code?: CodeableConcept | undefined
  description?: string | undefined
  _description?: Element | undefined
  population?: MeasureGroupPopulation[] | undefined
  stratifier?: MeasureGroupStratifier[] | undefined
}

export interface MeasureGroupPopulation extends BackboneElement {
  code?: CodeableConcept | undefined
  description?: string | undefined
  _description?: Element | undefined
  criteria: Expression
}

export interface MeasureGroupStratifier extends BackboneElement {
  code?: CodeableConcept | undefined
  description?: string | undefined
  _description?: Element | undefined
  criteria?: Expression | undefined
  component?: MeasureGroupStratifierComponent[] | undefined
}

export interface MeasureGroupStratifierComponent extends BackboneElement {
  code?: CodeableConcept | undefined
  description?: string | undefined
  _description?: Element | undefined
  criteria: Expression
}

export interface MeasureSupplementalData extends BackboneElement {
  code?: CodeableConcept | undefined
  usage?: CodeableConcept[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  criteria: Expression
}

export interface MeasureReport extends DomainResource {
  readonly resourceType: 'MeasureReport'
  identifier?: Identifier[] | undefined
  status: 'complete' | 'pending' | 'error'
  _status?: Element | undefined
  type: 'individual' | 'subject-list' | 'summary' | 'data-collection'
  _type?: Element | undefined
  measure: string
  _measure?: Element | undefined
  subject?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'Location' | 'Device' | 'RelatedPerson' | 'Group'> | undefined
  date?: string | undefined
  _date?: Element | undefined
  reporter?: Reference<'Practitioner' | 'PractitionerRole' | 'Location' | 'Organization'> | undefined
  period: Period
  improvementNotation?: CodeableConcept | undefined
  group?: MeasureReportGroup[] | undefined
  evaluatedResource?: Reference[] | undefined
}

export interface MeasureReportGroup extends BackboneElement {
  code?: CodeableConcept | undefined
  population?: MeasureReportGroupPopulation[] | undefined
  measureScore?: Quantity | undefined
  stratifier?: MeasureReportGroupStratifier[] | undefined
}

export interface MeasureReportGroupPopulation extends BackboneElement {
  code?: CodeableConcept | undefined
  count?: number | undefined
  _count?: Element | undefined
  subjectResults?: Reference<'List'> | undefined
}

export interface MeasureReportGroupStratifier extends BackboneElement {
  code?: CodeableConcept[] | undefined
  stratum?: MeasureReportGroupStratifierStratum[] | undefined
}

export interface MeasureReportGroupStratifierStratum extends BackboneElement {
  value?: CodeableConcept | undefined
  component?: MeasureReportGroupStratifierStratumComponent[] | undefined
  population?: MeasureReportGroupStratifierStratumPopulation[] | undefined
  measureScore?: Quantity | undefined
}

export interface MeasureReportGroupStratifierStratumComponent extends BackboneElement {
  code: CodeableConcept
  value: CodeableConcept
}

export interface MeasureReportGroupStratifierStratumPopulation extends BackboneElement {
  code?: CodeableConcept | undefined
  count?: number | undefined
  _count?: Element | undefined
  subjectResults?: Reference<'List'> | undefined
}

export interface Media extends DomainResource {
  readonly resourceType: 'Media'
  identifier?: Identifier[] | undefined
  basedOn?: Reference<'ServiceRequest' | 'CarePlan'>[] | undefined
  partOf?: Reference[] | undefined
  status: 'preparation' | 'in-progress' | 'not-done' | 'on-hold' | 'stopped' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element | undefined
  type?: CodeableConcept | undefined
  modality?: CodeableConcept | undefined
  view?: CodeableConcept | undefined
  subject?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'Group' | 'Device' | 'Specimen' | 'Location'> | undefined
  encounter?: Reference<'Encounter'> | undefined
  createdDateTime?: string | undefined
  _createdDateTime?: Element | undefined
  createdPeriod?: Period | undefined
  issued?: string | undefined
  _issued?: Element | undefined
  operator?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam' | 'Patient' | 'Device' | 'RelatedPerson'> | undefined
  reasonCode?: CodeableConcept[] | undefined
  bodySite?: CodeableConcept | undefined
  deviceName?: string | undefined
  _deviceName?: Element | undefined
  device?: Reference<'Device' | 'DeviceMetric' | 'Device'> | undefined
  height?: number | undefined
  _height?: Element | undefined
  width?: number | undefined
  _width?: Element | undefined
  frames?: number | undefined
  _frames?: Element | undefined
  duration?: number | undefined
  _duration?: Element | undefined
  content: Attachment
  note?: Annotation[] | undefined
}

export interface Medication extends DomainResource {
  readonly resourceType: 'Medication'
  identifier?: Identifier[] | undefined
  code?: CodeableConcept | undefined
  status?: 'active' | 'inactive' | 'entered-in-error' | undefined
  _status?: Element | undefined
  manufacturer?: Reference<'Organization'> | undefined
  form?: CodeableConcept | undefined
  amount?: Ratio | undefined
  ingredient?: MedicationIngredient[] | undefined
  batch?: MedicationBatch | undefined
}

export interface MedicationIngredient extends BackboneElement {
  itemCodeableConcept?: CodeableConcept | undefined
  itemReference?: Reference<'Substance' | 'Medication'> | undefined
  isActive?: boolean | undefined
  _isActive?: Element | undefined
  strength?: Ratio | undefined
}

export interface MedicationBatch extends BackboneElement {
  lotNumber?: string | undefined
  _lotNumber?: Element | undefined
  expirationDate?: string | undefined
  _expirationDate?: Element | undefined
}

export interface MedicationAdministration extends DomainResource {
  readonly resourceType: 'MedicationAdministration'
  identifier?: Identifier[] | undefined
  instantiates?: string[] | undefined
  _instantiates?: (Element | null)[] | undefined
  partOf?: Reference<'MedicationAdministration' | 'Procedure'>[] | undefined
  status: 'in-progress' | 'not-done' | 'on-hold' | 'completed' | 'entered-in-error' | 'stopped' | 'unknown'
  _status?: Element | undefined
  statusReason?: CodeableConcept[] | undefined
  category?: CodeableConcept | undefined
  medicationCodeableConcept?: CodeableConcept | undefined
  medicationReference?: Reference<'Medication'> | undefined
  subject: Reference<'Patient' | 'Group'>
  context?: Reference<'Encounter' | 'EpisodeOfCare'> | undefined
  supportingInformation?: Reference[] | undefined
  effectiveDateTime?: string | undefined
  _effectiveDateTime?: Element | undefined
  effectivePeriod?: Period | undefined
  performer?: MedicationAdministrationPerformer[] | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport'>[] | undefined
  request?: Reference<'MedicationRequest'> | undefined
  device?: Reference<'Device'>[] | undefined
  note?: Annotation[] | undefined
  dosage?: MedicationAdministrationDosage | undefined
  eventHistory?: Reference<'Provenance'>[] | undefined
}

export interface MedicationAdministrationPerformer extends BackboneElement {
  function?: CodeableConcept | undefined
  actor: Reference<'Practitioner' | 'PractitionerRole' | 'Patient' | 'RelatedPerson' | 'Device'>
}

export interface MedicationAdministrationDosage extends BackboneElement {
  text?: string | undefined
  _text?: Element | undefined
  site?: CodeableConcept | undefined
  route?: CodeableConcept | undefined
  method?: CodeableConcept | undefined
  dose?: Quantity | undefined
  rateRatio?: Ratio | undefined
  rateQuantity?: Quantity | undefined
}

export interface MedicationDispense extends DomainResource {
  readonly resourceType: 'MedicationDispense'
  identifier?: Identifier[] | undefined
  partOf?: Reference<'Procedure'>[] | undefined
  status: 'preparation' | 'in-progress' | 'cancelled' | 'on-hold' | 'completed' | 'entered-in-error' | 'stopped' | 'declined' | 'unknown'
  _status?: Element | undefined
  statusReasonCodeableConcept?: CodeableConcept | undefined
  statusReasonReference?: Reference<'DetectedIssue'> | undefined
  category?: CodeableConcept | undefined
  medicationCodeableConcept?: CodeableConcept | undefined
  medicationReference?: Reference<'Medication'> | undefined
  subject?: Reference<'Patient' | 'Group'> | undefined
  context?: Reference<'Encounter' | 'EpisodeOfCare'> | undefined
  supportingInformation?: Reference[] | undefined
  performer?: MedicationDispensePerformer[] | undefined
  location?: Reference<'Location'> | undefined
  authorizingPrescription?: Reference<'MedicationRequest'>[] | undefined
  type?: CodeableConcept | undefined
  quantity?: Quantity | undefined
  daysSupply?: Quantity | undefined
  whenPrepared?: string | undefined
  _whenPrepared?: Element | undefined
  whenHandedOver?: string | undefined
  _whenHandedOver?: Element | undefined
  destination?: Reference<'Location'> | undefined
  receiver?: Reference<'Patient' | 'Practitioner'>[] | undefined
  note?: Annotation[] | undefined
  dosageInstruction?: Dosage[] | undefined
  substitution?: MedicationDispenseSubstitution | undefined
  detectedIssue?: Reference<'DetectedIssue'>[] | undefined
  eventHistory?: Reference<'Provenance'>[] | undefined
}

export interface MedicationDispensePerformer extends BackboneElement {
  function?: CodeableConcept | undefined
  actor: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'Device' | 'RelatedPerson'>
}

export interface MedicationDispenseSubstitution extends BackboneElement {
  wasSubstituted: boolean
  _wasSubstituted?: Element | undefined
  type?: CodeableConcept | undefined
  reason?: CodeableConcept[] | undefined
  responsibleParty?: Reference<'Practitioner' | 'PractitionerRole'>[] | undefined
}

export interface MedicationKnowledge extends DomainResource {
  readonly resourceType: 'MedicationKnowledge'
  code?: CodeableConcept | undefined
  status?: 'active' | 'inactive' | 'entered-in-error' | undefined
  _status?: Element | undefined
  manufacturer?: Reference<'Organization'> | undefined
  doseForm?: CodeableConcept | undefined
  amount?: Quantity | undefined
  synonym?: string[] | undefined
  _synonym?: (Element | null)[] | undefined
  relatedMedicationKnowledge?: MedicationKnowledgeRelatedMedicationKnowledge[] | undefined
  associatedMedication?: Reference<'Medication'>[] | undefined
  productType?: CodeableConcept[] | undefined
  monograph?: MedicationKnowledgeMonograph[] | undefined
  ingredient?: MedicationKnowledgeIngredient[] | undefined
  preparationInstruction?: string | undefined
  _preparationInstruction?: Element | undefined
  intendedRoute?: CodeableConcept[] | undefined
  cost?: MedicationKnowledgeCost[] | undefined
  monitoringProgram?: MedicationKnowledgeMonitoringProgram[] | undefined
  administrationGuidelines?: MedicationKnowledgeAdministrationGuidelines[] | undefined
  medicineClassification?: MedicationKnowledgeMedicineClassification[] | undefined
  packaging?: MedicationKnowledgePackaging | undefined
  drugCharacteristic?: MedicationKnowledgeDrugCharacteristic[] | undefined
  contraindication?: Reference<'DetectedIssue'>[] | undefined
  regulatory?: MedicationKnowledgeRegulatory[] | undefined
  kinetics?: MedicationKnowledgeKinetics[] | undefined
}

export interface MedicationKnowledgeRelatedMedicationKnowledge extends BackboneElement {
  type: CodeableConcept
  reference: Reference<'MedicationKnowledge'>[]
}

export interface MedicationKnowledgeMonograph extends BackboneElement {
  type?: CodeableConcept | undefined
  source?: Reference<'DocumentReference' | 'Media'> | undefined
}

export interface MedicationKnowledgeIngredient extends BackboneElement {
  itemCodeableConcept?: CodeableConcept | undefined
  itemReference?: Reference<'Substance'> | undefined
  isActive?: boolean | undefined
  _isActive?: Element | undefined
  strength?: Ratio | undefined
}

export interface MedicationKnowledgeCost extends BackboneElement {
  type: CodeableConcept
  source?: string | undefined
  _source?: Element | undefined
  cost: Money
}

export interface MedicationKnowledgeMonitoringProgram extends BackboneElement {
  type?: CodeableConcept | undefined
  name?: string | undefined
  _name?: Element | undefined
}

export interface MedicationKnowledgeAdministrationGuidelines extends BackboneElement {
  dosage?: MedicationKnowledgeAdministrationGuidelinesDosage[] | undefined
  indicationCodeableConcept?: CodeableConcept | undefined
  indicationReference?: Reference<'ObservationDefinition'> | undefined
  patientCharacteristics?: MedicationKnowledgeAdministrationGuidelinesPatientCharacteristics[] | undefined
}

export interface MedicationKnowledgeAdministrationGuidelinesDosage extends BackboneElement {
  type: CodeableConcept
  dosage: Dosage[]
}

export interface MedicationKnowledgeAdministrationGuidelinesPatientCharacteristics extends BackboneElement {
  characteristicCodeableConcept?: CodeableConcept | undefined
  characteristicQuantity?: Quantity | undefined
  value?: string[] | undefined
  _value?: (Element | null)[] | undefined
}

export interface MedicationKnowledgeMedicineClassification extends BackboneElement {
  type: CodeableConcept
  classification?: CodeableConcept[] | undefined
}

export interface MedicationKnowledgePackaging extends BackboneElement {
  type?: CodeableConcept | undefined
  quantity?: Quantity | undefined
}

export interface MedicationKnowledgeDrugCharacteristic extends BackboneElement {
  type?: CodeableConcept | undefined
  valueCodeableConcept?: CodeableConcept | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueQuantity?: Quantity | undefined
  valueBase64Binary?: string | undefined
  _valueBase64Binary?: Element | undefined
}

export interface MedicationKnowledgeRegulatory extends BackboneElement {
  regulatoryAuthority: Reference<'Organization'>
  substitution?: MedicationKnowledgeRegulatorySubstitution[] | undefined
  schedule?: MedicationKnowledgeRegulatorySchedule[] | undefined
  maxDispense?: MedicationKnowledgeRegulatoryMaxDispense | undefined
}

export interface MedicationKnowledgeRegulatorySubstitution extends BackboneElement {
  type: CodeableConcept
  allowed: boolean
  _allowed?: Element | undefined
}

export interface MedicationKnowledgeRegulatorySchedule extends BackboneElement {
  schedule: CodeableConcept
}

export interface MedicationKnowledgeRegulatoryMaxDispense extends BackboneElement {
  quantity: Quantity
  period?: Duration | undefined
}

export interface MedicationKnowledgeKinetics extends BackboneElement {
  areaUnderCurve?: Quantity[] | undefined
  lethalDose50?: Quantity[] | undefined
  halfLifePeriod?: Duration | undefined
}

export interface MedicationRequest extends DomainResource {
  readonly resourceType: 'MedicationRequest'
  identifier?: Identifier[] | undefined
  status: 'active' | 'on-hold' | 'cancelled' | 'completed' | 'entered-in-error' | 'stopped' | 'draft' | 'unknown'
  _status?: Element | undefined
  statusReason?: CodeableConcept | undefined
  intent: 'proposal' | 'plan' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'
  _intent?: Element | undefined
  category?: CodeableConcept[] | undefined
  priority?: 'routine' | 'urgent' | 'asap' | 'stat' | undefined
  _priority?: Element | undefined
  doNotPerform?: boolean | undefined
  _doNotPerform?: Element | undefined
  reportedBoolean?: boolean | undefined
  _reportedBoolean?: Element | undefined
  reportedReference?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Organization'> | undefined
  medicationCodeableConcept?: CodeableConcept | undefined
  medicationReference?: Reference<'Medication'> | undefined
  subject: Reference<'Patient' | 'Group'>
  encounter?: Reference<'Encounter'> | undefined
  supportingInformation?: Reference[] | undefined
  authoredOn?: string | undefined
  _authoredOn?: Element | undefined
  requester?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'RelatedPerson' | 'Device'> | undefined
  performer?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'Device' | 'RelatedPerson' | 'CareTeam'> | undefined
  performerType?: CodeableConcept | undefined
  recorder?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation'>[] | undefined
  instantiatesCanonical?: string[] | undefined
  _instantiatesCanonical?: (Element | null)[] | undefined
  instantiatesUri?: string[] | undefined
  _instantiatesUri?: (Element | null)[] | undefined
  basedOn?: Reference<'CarePlan' | 'MedicationRequest' | 'ServiceRequest' | 'ImmunizationRecommendation'>[] | undefined
  groupIdentifier?: Identifier | undefined
  courseOfTherapyType?: CodeableConcept | undefined
  insurance?: Reference<'Coverage' | 'ClaimResponse'>[] | undefined
  note?: Annotation[] | undefined
  dosageInstruction?: Dosage[] | undefined
  dispenseRequest?: MedicationRequestDispenseRequest | undefined
  substitution?: MedicationRequestSubstitution | undefined
  priorPrescription?: Reference<'MedicationRequest'> | undefined
  detectedIssue?: Reference<'DetectedIssue'>[] | undefined
  eventHistory?: Reference<'Provenance'>[] | undefined
}

export interface MedicationRequestDispenseRequest extends BackboneElement {
  initialFill?: MedicationRequestDispenseRequestInitialFill | undefined
  dispenseInterval?: Duration | undefined
  validityPeriod?: Period | undefined
  numberOfRepeatsAllowed?: number | undefined
  _numberOfRepeatsAllowed?: Element | undefined
  quantity?: Quantity | undefined
  expectedSupplyDuration?: Duration | undefined
  performer?: Reference<'Organization'> | undefined
}

export interface MedicationRequestDispenseRequestInitialFill extends BackboneElement {
  quantity?: Quantity | undefined
  duration?: Duration | undefined
}

export interface MedicationRequestSubstitution extends BackboneElement {
  allowedBoolean?: boolean | undefined
  _allowedBoolean?: Element | undefined
  allowedCodeableConcept?: CodeableConcept | undefined
  reason?: CodeableConcept | undefined
}

export interface MedicationStatement extends DomainResource {
  readonly resourceType: 'MedicationStatement'
  identifier?: Identifier[] | undefined
  basedOn?: Reference<'MedicationRequest' | 'CarePlan' | 'ServiceRequest'>[] | undefined
  partOf?: Reference<'MedicationAdministration' | 'MedicationDispense' | 'MedicationStatement' | 'Procedure' | 'Observation'>[] | undefined
  status: 'active' | 'completed' | 'entered-in-error' | 'intended' | 'stopped' | 'on-hold' | 'unknown' | 'not-taken'
  _status?: Element | undefined
  statusReason?: CodeableConcept[] | undefined
  category?: CodeableConcept | undefined
  medicationCodeableConcept?: CodeableConcept | undefined
  medicationReference?: Reference<'Medication'> | undefined
  subject: Reference<'Patient' | 'Group'>
  context?: Reference<'Encounter' | 'EpisodeOfCare'> | undefined
  effectiveDateTime?: string | undefined
  _effectiveDateTime?: Element | undefined
  effectivePeriod?: Period | undefined
  dateAsserted?: string | undefined
  _dateAsserted?: Element | undefined
  informationSource?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Organization'> | undefined
  derivedFrom?: Reference[] | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport'>[] | undefined
  note?: Annotation[] | undefined
  dosage?: Dosage[] | undefined
}

export interface MedicinalProduct extends DomainResource {
  readonly resourceType: 'MedicinalProduct'
  identifier?: Identifier[] | undefined
  type?: CodeableConcept | undefined
  domain?: Coding | undefined
  combinedPharmaceuticalDoseForm?: CodeableConcept | undefined
  legalStatusOfSupply?: CodeableConcept | undefined
  additionalMonitoringIndicator?: CodeableConcept | undefined
  specialMeasures?: string[] | undefined
  _specialMeasures?: (Element | null)[] | undefined
  paediatricUseIndicator?: CodeableConcept | undefined
  productClassification?: CodeableConcept[] | undefined
  marketingStatus?: MarketingStatus[] | undefined
  pharmaceuticalProduct?: Reference<'MedicinalProductPharmaceutical'>[] | undefined
  packagedMedicinalProduct?: Reference<'MedicinalProductPackaged'>[] | undefined
  attachedDocument?: Reference<'DocumentReference'>[] | undefined
  masterFile?: Reference<'DocumentReference'>[] | undefined
  contact?: Reference<'Organization' | 'PractitionerRole'>[] | undefined
  clinicalTrial?: Reference<'ResearchStudy'>[] | undefined
  name: MedicinalProductName[]
  crossReference?: Identifier[] | undefined
  manufacturingBusinessOperation?: MedicinalProductManufacturingBusinessOperation[] | undefined
  specialDesignation?: MedicinalProductSpecialDesignation[] | undefined
}

export interface MedicinalProductName extends BackboneElement {
  productName: string
  _productName?: Element | undefined
  namePart?: MedicinalProductNameNamePart[] | undefined
  countryLanguage?: MedicinalProductNameCountryLanguage[] | undefined
}

export interface MedicinalProductNameNamePart extends BackboneElement {
  part: string
  _part?: Element | undefined
  type: Coding
}

export interface MedicinalProductNameCountryLanguage extends BackboneElement {
  country: CodeableConcept
  jurisdiction?: CodeableConcept | undefined
  language: CodeableConcept
}

export interface MedicinalProductManufacturingBusinessOperation extends BackboneElement {
  operationType?: CodeableConcept | undefined
  authorisationReferenceNumber?: Identifier | undefined
  effectiveDate?: string | undefined
  _effectiveDate?: Element | undefined
  confidentialityIndicator?: CodeableConcept | undefined
  manufacturer?: Reference<'Organization'>[] | undefined
  regulator?: Reference<'Organization'> | undefined
}

export interface MedicinalProductSpecialDesignation extends BackboneElement {
  identifier?: Identifier[] | undefined
  type?: CodeableConcept | undefined
  intendedUse?: CodeableConcept | undefined
  indicationCodeableConcept?: CodeableConcept | undefined
  indicationReference?: Reference<'MedicinalProductIndication'> | undefined
  status?: CodeableConcept | undefined
  date?: string | undefined
  _date?: Element | undefined
  species?: CodeableConcept | undefined
}

export interface MedicinalProductAuthorization extends DomainResource {
  readonly resourceType: 'MedicinalProductAuthorization'
  identifier?: Identifier[] | undefined
  subject?: Reference<'MedicinalProduct' | 'MedicinalProductPackaged'> | undefined
  country?: CodeableConcept[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  status?: CodeableConcept | undefined
  statusDate?: string | undefined
  _statusDate?: Element | undefined
  restoreDate?: string | undefined
  _restoreDate?: Element | undefined
  validityPeriod?: Period | undefined
  dataExclusivityPeriod?: Period | undefined
  dateOfFirstAuthorization?: string | undefined
  _dateOfFirstAuthorization?: Element | undefined
  internationalBirthDate?: string | undefined
  _internationalBirthDate?: Element | undefined
  legalBasis?: CodeableConcept | undefined
  jurisdictionalAuthorization?: MedicinalProductAuthorizationJurisdictionalAuthorization[] | undefined
  holder?: Reference<'Organization'> | undefined
  regulator?: Reference<'Organization'> | undefined
  procedure?: MedicinalProductAuthorizationProcedure | undefined
}

export interface MedicinalProductAuthorizationJurisdictionalAuthorization extends BackboneElement {
  identifier?: Identifier[] | undefined
  country?: CodeableConcept | undefined
  jurisdiction?: CodeableConcept[] | undefined
  legalStatusOfSupply?: CodeableConcept | undefined
  validityPeriod?: Period | undefined
}

export interface MedicinalProductAuthorizationProcedure extends BackboneElement {
  identifier?: Identifier | undefined
  type: CodeableConcept
  datePeriod?: Period | undefined
  dateDateTime?: string | undefined
  _dateDateTime?: Element | undefined
  application?: MedicinalProductAuthorizationProcedure[] | undefined
}

export interface MedicinalProductContraindication extends DomainResource {
  readonly resourceType: 'MedicinalProductContraindication'
  subject?: Reference<'MedicinalProduct' | 'Medication'>[] | undefined
  disease?: CodeableConcept | undefined
  diseaseStatus?: CodeableConcept | undefined
  comorbidity?: CodeableConcept[] | undefined
  therapeuticIndication?: Reference<'MedicinalProductIndication'>[] | undefined
  otherTherapy?: MedicinalProductContraindicationOtherTherapy[] | undefined
  population?: Population[] | undefined
}

export interface MedicinalProductContraindicationOtherTherapy extends BackboneElement {
  therapyRelationshipType: CodeableConcept
  medicationCodeableConcept?: CodeableConcept | undefined
  medicationReference?: Reference<'MedicinalProduct' | 'Medication' | 'Substance' | 'SubstanceSpecification'> | undefined
}

export interface MedicinalProductIndication extends DomainResource {
  readonly resourceType: 'MedicinalProductIndication'
  subject?: Reference<'MedicinalProduct' | 'Medication'>[] | undefined
  diseaseSymptomProcedure?: CodeableConcept | undefined
  diseaseStatus?: CodeableConcept | undefined
  comorbidity?: CodeableConcept[] | undefined
  intendedEffect?: CodeableConcept | undefined
  duration?: Quantity | undefined
  otherTherapy?: MedicinalProductIndicationOtherTherapy[] | undefined
  undesirableEffect?: Reference<'MedicinalProductUndesirableEffect'>[] | undefined
  population?: Population[] | undefined
}

export interface MedicinalProductIndicationOtherTherapy extends BackboneElement {
  therapyRelationshipType: CodeableConcept
  medicationCodeableConcept?: CodeableConcept | undefined
  medicationReference?: Reference<'MedicinalProduct' | 'Medication' | 'Substance' | 'SubstanceSpecification'> | undefined
}

export interface MedicinalProductIngredient extends DomainResource {
  readonly resourceType: 'MedicinalProductIngredient'
  identifier?: Identifier | undefined
  role: CodeableConcept
  allergenicIndicator?: boolean | undefined
  _allergenicIndicator?: Element | undefined
  manufacturer?: Reference<'Organization'>[] | undefined
  specifiedSubstance?: MedicinalProductIngredientSpecifiedSubstance[] | undefined
  substance?: MedicinalProductIngredientSubstance | undefined
}

export interface MedicinalProductIngredientSpecifiedSubstance extends BackboneElement {
  code: CodeableConcept
  group: CodeableConcept
  confidentiality?: CodeableConcept | undefined
  strength?: MedicinalProductIngredientSpecifiedSubstanceStrength[] | undefined
}

export interface MedicinalProductIngredientSpecifiedSubstanceStrength extends BackboneElement {
  presentation: Ratio
  presentationLowLimit?: Ratio | undefined
  concentration?: Ratio | undefined
  concentrationLowLimit?: Ratio | undefined
  measurementPoint?: string | undefined
  _measurementPoint?: Element | undefined
  country?: CodeableConcept[] | undefined
  referenceStrength?: MedicinalProductIngredientSpecifiedSubstanceStrengthReferenceStrength[] | undefined
}

export interface MedicinalProductIngredientSpecifiedSubstanceStrengthReferenceStrength extends BackboneElement {
  substance?: CodeableConcept | undefined
  strength: Ratio
  strengthLowLimit?: Ratio | undefined
  measurementPoint?: string | undefined
  _measurementPoint?: Element | undefined
  country?: CodeableConcept[] | undefined
}

export interface MedicinalProductIngredientSubstance extends BackboneElement {
  code: CodeableConcept
  strength?: MedicinalProductIngredientSpecifiedSubstanceStrength[] | undefined
}

export interface MedicinalProductInteraction extends DomainResource {
  readonly resourceType: 'MedicinalProductInteraction'
  subject?: Reference<'MedicinalProduct' | 'Medication' | 'Substance'>[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  interactant?: MedicinalProductInteractionInteractant[] | undefined
  type?: CodeableConcept | undefined
  effect?: CodeableConcept | undefined
  incidence?: CodeableConcept | undefined
  management?: CodeableConcept | undefined
}

export interface MedicinalProductInteractionInteractant extends BackboneElement {
  itemReference?: Reference<'MedicinalProduct' | 'Medication' | 'Substance' | 'ObservationDefinition'> | undefined
  itemCodeableConcept?: CodeableConcept | undefined
}

export interface MedicinalProductManufactured extends DomainResource {
  readonly resourceType: 'MedicinalProductManufactured'
  manufacturedDoseForm: CodeableConcept
  unitOfPresentation?: CodeableConcept | undefined
  quantity: Quantity
  manufacturer?: Reference<'Organization'>[] | undefined
  ingredient?: Reference<'MedicinalProductIngredient'>[] | undefined
  physicalCharacteristics?: ProdCharacteristic | undefined
  otherCharacteristics?: CodeableConcept[] | undefined
}

export interface MedicinalProductPackaged extends DomainResource {
  readonly resourceType: 'MedicinalProductPackaged'
  identifier?: Identifier[] | undefined
  subject?: Reference<'MedicinalProduct'>[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  legalStatusOfSupply?: CodeableConcept | undefined
  marketingStatus?: MarketingStatus[] | undefined
  marketingAuthorization?: Reference<'MedicinalProductAuthorization'> | undefined
  manufacturer?: Reference<'Organization'>[] | undefined
  batchIdentifier?: MedicinalProductPackagedBatchIdentifier[] | undefined
  packageItem: MedicinalProductPackagedPackageItem[]
}

export interface MedicinalProductPackagedBatchIdentifier extends BackboneElement {
  outerPackaging: Identifier
  immediatePackaging?: Identifier | undefined
}

export interface MedicinalProductPackagedPackageItem extends BackboneElement {
  identifier?: Identifier[] | undefined
  type: CodeableConcept
  quantity: Quantity
  material?: CodeableConcept[] | undefined
  alternateMaterial?: CodeableConcept[] | undefined
  device?: Reference<'DeviceDefinition'>[] | undefined
  manufacturedItem?: Reference<'MedicinalProductManufactured'>[] | undefined
  packageItem?: MedicinalProductPackagedPackageItem[] | undefined
  physicalCharacteristics?: ProdCharacteristic | undefined
  otherCharacteristics?: CodeableConcept[] | undefined
  shelfLifeStorage?: ProductShelfLife[] | undefined
  manufacturer?: Reference<'Organization'>[] | undefined
}

export interface MedicinalProductPharmaceutical extends DomainResource {
  readonly resourceType: 'MedicinalProductPharmaceutical'
  identifier?: Identifier[] | undefined
  administrableDoseForm: CodeableConcept
  unitOfPresentation?: CodeableConcept | undefined
  ingredient?: Reference<'MedicinalProductIngredient'>[] | undefined
  device?: Reference<'DeviceDefinition'>[] | undefined
  characteristics?: MedicinalProductPharmaceuticalCharacteristics[] | undefined
  routeOfAdministration: MedicinalProductPharmaceuticalRouteOfAdministration[]
}

export interface MedicinalProductPharmaceuticalCharacteristics extends BackboneElement {
  code: CodeableConcept
  status?: CodeableConcept | undefined
}

export interface MedicinalProductPharmaceuticalRouteOfAdministration extends BackboneElement {
  code: CodeableConcept
  firstDose?: Quantity | undefined
  maxSingleDose?: Quantity | undefined
  maxDosePerDay?: Quantity | undefined
  maxDosePerTreatmentPeriod?: Ratio | undefined
  maxTreatmentPeriod?: Duration | undefined
  targetSpecies?: MedicinalProductPharmaceuticalRouteOfAdministrationTargetSpecies[] | undefined
}

export interface MedicinalProductPharmaceuticalRouteOfAdministrationTargetSpecies extends BackboneElement {
  code: CodeableConcept
  withdrawalPeriod?: MedicinalProductPharmaceuticalRouteOfAdministrationTargetSpeciesWithdrawalPeriod[] | undefined
}

export interface MedicinalProductPharmaceuticalRouteOfAdministrationTargetSpeciesWithdrawalPeriod extends BackboneElement {
  tissue: CodeableConcept
  value: Quantity
  supportingInformation?: string | undefined
  _supportingInformation?: Element | undefined
}

export interface MedicinalProductUndesirableEffect extends DomainResource {
  readonly resourceType: 'MedicinalProductUndesirableEffect'
  subject?: Reference<'MedicinalProduct' | 'Medication'>[] | undefined
  symptomConditionEffect?: CodeableConcept | undefined
  classification?: CodeableConcept | undefined
  frequencyOfOccurrence?: CodeableConcept | undefined
  population?: Population[] | undefined
}

export interface MessageDefinition extends DomainResource {
  readonly resourceType: 'MessageDefinition'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  replaces?: string[] | undefined
  _replaces?: (Element | null)[] | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  date: string
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  base?: string | undefined
  _base?: Element | undefined
  parent?: string[] | undefined
  _parent?: (Element | null)[] | undefined
  eventCoding?: Coding | undefined
  eventUri?: string | undefined
  _eventUri?: Element | undefined
  category?: 'consequence' | 'currency' | 'notification' | undefined
  _category?: Element | undefined
  focus?: MessageDefinitionFocus[] | undefined
  responseRequired?: 'always' | 'on-error' | 'never' | 'on-success' | undefined
  _responseRequired?: Element | undefined
  allowedResponse?: MessageDefinitionAllowedResponse[] | undefined
  graph?: string[] | undefined
  _graph?: (Element | null)[] | undefined
}

export interface MessageDefinitionFocus extends BackboneElement {
  code: string
  _code?: Element | undefined
  profile?: string | undefined
  _profile?: Element | undefined
  min: number
  _min?: Element | undefined
  max?: string | undefined
  _max?: Element | undefined
}

export interface MessageDefinitionAllowedResponse extends BackboneElement {
  message: string
  _message?: Element | undefined
  situation?: string | undefined
  _situation?: Element | undefined
}

export interface MessageHeader extends DomainResource {
  readonly resourceType: 'MessageHeader'
  eventCoding?: Coding | undefined
  eventUri?: string | undefined
  _eventUri?: Element | undefined
  destination?: MessageHeaderDestination[] | undefined
  sender?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  enterer?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
  author?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
  source: MessageHeaderSource
  responsible?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  reason?: CodeableConcept | undefined
  response?: MessageHeaderResponse | undefined
  focus?: Reference[] | undefined
  definition?: string | undefined
  _definition?: Element | undefined
}

export interface MessageHeaderDestination extends BackboneElement {
  name?: string | undefined
  _name?: Element | undefined
  target?: Reference<'Device'> | undefined
  endpoint: string
  _endpoint?: Element | undefined
  receiver?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
}

export interface MessageHeaderSource extends BackboneElement {
  name?: string | undefined
  _name?: Element | undefined
  software?: string | undefined
  _software?: Element | undefined
  version?: string | undefined
  _version?: Element | undefined
  contact?: ContactPoint | undefined
  endpoint: string
  _endpoint?: Element | undefined
}

export interface MessageHeaderResponse extends BackboneElement {
  identifier: string
  _identifier?: Element | undefined
  code: 'ok' | 'transient-error' | 'fatal-error'
  _code?: Element | undefined
  details?: Reference<'OperationOutcome'> | undefined
}

export interface Meta extends Element {
  versionId?: string | undefined
  _versionId?: Element | undefined
  lastUpdated?: string | undefined
  _lastUpdated?: Element | undefined
  source?: string | undefined
  _source?: Element | undefined
  profile?: string[] | undefined
  _profile?: (Element | null)[] | undefined
  security?: Coding[] | undefined
  tag?: Coding[] | undefined
  project?: string | undefined
  _project?: Element | undefined
  author?: Reference | undefined
  onBehalfOf?: Reference | undefined
  account?: Reference | undefined
  accounts?: Reference[] | undefined
  compartment?: Reference[] | undefined
}

export interface MolecularSequence extends DomainResource {
  readonly resourceType: 'MolecularSequence'
  identifier?: Identifier[] | undefined
  type?: 'aa' | 'dna' | 'rna' | undefined
  _type?: Element | undefined
  coordinateSystem: number
  _coordinateSystem?: Element | undefined
  patient?: Reference<'Patient'> | undefined
  specimen?: Reference<'Specimen'> | undefined
  device?: Reference<'Device'> | undefined
  performer?: Reference<'Organization'> | undefined
  quantity?: Quantity | undefined
  referenceSeq?: MolecularSequenceReferenceSeq | undefined
  variant?: MolecularSequenceVariant[] | undefined
  observedSeq?: string | undefined
  _observedSeq?: Element | undefined
  quality?: MolecularSequenceQuality[] | undefined
  readCoverage?: number | undefined
  _readCoverage?: Element | undefined
  repository?: MolecularSequenceRepository[] | undefined
  pointer?: Reference<'MolecularSequence'>[] | undefined
  structureVariant?: MolecularSequenceStructureVariant[] | undefined
}

export interface MolecularSequenceReferenceSeq extends BackboneElement {
  chromosome?: CodeableConcept | undefined
  genomeBuild?: string | undefined
  _genomeBuild?: Element | undefined
  orientation?: 'sense' | 'antisense' | undefined
  _orientation?: Element | undefined
  referenceSeqId?: CodeableConcept | undefined
  referenceSeqPointer?: Reference<'MolecularSequence'> | undefined
  referenceSeqString?: string | undefined
  _referenceSeqString?: Element | undefined
  strand?: 'watson' | 'crick' | undefined
  _strand?: Element | undefined
  windowStart?: number | undefined
  _windowStart?: Element | undefined
  windowEnd?: number | undefined
  _windowEnd?: Element | undefined
}

export interface MolecularSequenceVariant extends BackboneElement {
  start?: number | undefined
  _start?: Element | undefined
  end?: number | undefined
  _end?: Element | undefined
  observedAllele?: string | undefined
  _observedAllele?: Element | undefined
  referenceAllele?: string | undefined
  _referenceAllele?: Element | undefined
  cigar?: string | undefined
  _cigar?: Element | undefined
  variantPointer?: Reference<'Observation'> | undefined
}

export interface MolecularSequenceQuality extends BackboneElement {
  type: 'indel' | 'snp' | 'unknown'
  _type?: Element | undefined
  standardSequence?: CodeableConcept | undefined
  start?: number | undefined
  _start?: Element | undefined
  end?: number | undefined
  _end?: Element | undefined
  score?: Quantity | undefined
  method?: CodeableConcept | undefined
  truthTP?: number | undefined
  _truthTP?: Element | undefined
  queryTP?: number | undefined
  _queryTP?: Element | undefined
  truthFN?: number | undefined
  _truthFN?: Element | undefined
  queryFP?: number | undefined
  _queryFP?: Element | undefined
  gtFP?: number | undefined
  _gtFP?: Element | undefined
  precision?: number | undefined
  _precision?: Element | undefined
  recall?: number | undefined
  _recall?: Element | undefined
  fScore?: number | undefined
  _fScore?: Element | undefined
  roc?: MolecularSequenceQualityRoc | undefined
}

export interface MolecularSequenceQualityRoc extends BackboneElement {
  score?: number[] | undefined
  _score?: (Element | null)[] | undefined
  numTP?: number[] | undefined
  _numTP?: (Element | null)[] | undefined
  numFP?: number[] | undefined
  _numFP?: (Element | null)[] | undefined
  numFN?: number[] | undefined
  _numFN?: (Element | null)[] | undefined
  precision?: number[] | undefined
  _precision?: (Element | null)[] | undefined
  sensitivity?: number[] | undefined
  _sensitivity?: (Element | null)[] | undefined
  fMeasure?: number[] | undefined
  _fMeasure?: (Element | null)[] | undefined
}

export interface MolecularSequenceRepository extends BackboneElement {
  type: 'directlink' | 'openapi' | 'login' | 'oauth' | 'other'
  _type?: Element | undefined
  url?: string | undefined
  _url?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  datasetId?: string | undefined
  _datasetId?: Element | undefined
  variantsetId?: string | undefined
  _variantsetId?: Element | undefined
  readsetId?: string | undefined
  _readsetId?: Element | undefined
}

export interface MolecularSequenceStructureVariant extends BackboneElement {
  variantType?: CodeableConcept | undefined
  exact?: boolean | undefined
  _exact?: Element | undefined
  length?: number | undefined
  _length?: Element | undefined
  outer?: MolecularSequenceStructureVariantOuter | undefined
  inner?: MolecularSequenceStructureVariantInner | undefined
}

export interface MolecularSequenceStructureVariantOuter extends BackboneElement {
  start?: number | undefined
  _start?: Element | undefined
  end?: number | undefined
  _end?: Element | undefined
}

export interface MolecularSequenceStructureVariantInner extends BackboneElement {
  start?: number | undefined
  _start?: Element | undefined
  end?: number | undefined
  _end?: Element | undefined
}

export interface Money extends Element {
  value?: number | undefined
  _value?: Element | undefined
  currency?: string | undefined
  _currency?: Element | undefined
}

export interface NamingSystem extends DomainResource {
  readonly resourceType: 'NamingSystem'
  name: string
  _name?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  kind: 'codesystem' | 'identifier' | 'root'
  _kind?: Element | undefined
  date: string
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  responsible?: string | undefined
  _responsible?: Element | undefined
  type?: CodeableConcept | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  usage?: string | undefined
  _usage?: Element | undefined
  uniqueId: NamingSystemUniqueId[]
}

export interface NamingSystemUniqueId extends BackboneElement {
  type: 'oid' | 'uuid' | 'uri' | 'other'
  _type?: Element | undefined
  value: string
  _value?: Element | undefined
  preferred?: boolean | undefined
  _preferred?: Element | undefined
  comment?: string | undefined
  _comment?: Element | undefined
  period?: Period | undefined
}

export interface Narrative extends Element {
  status: 'generated' | 'extensions' | 'additional' | 'empty'
  _status?: Element | undefined
  div: string
  _div?: Element | undefined
}

export interface NutritionOrder extends DomainResource {
  readonly resourceType: 'NutritionOrder'
  identifier?: Identifier[] | undefined
  instantiatesCanonical?: string[] | undefined
  _instantiatesCanonical?: (Element | null)[] | undefined
  instantiatesUri?: string[] | undefined
  _instantiatesUri?: (Element | null)[] | undefined
  instantiates?: string[] | undefined
  _instantiates?: (Element | null)[] | undefined
  status: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element | undefined
  intent: 'proposal' | 'plan' | 'directive' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'
  _intent?: Element | undefined
  patient: Reference<'Patient'>
  encounter?: Reference<'Encounter'> | undefined
  dateTime: string
  _dateTime?: Element | undefined
  orderer?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
  allergyIntolerance?: Reference<'AllergyIntolerance'>[] | undefined
  foodPreferenceModifier?: CodeableConcept[] | undefined
  excludeFoodModifier?: CodeableConcept[] | undefined
  oralDiet?: NutritionOrderOralDiet | undefined
  supplement?: NutritionOrderSupplement[] | undefined
  enteralFormula?: NutritionOrderEnteralFormula | undefined
  note?: Annotation[] | undefined
}

export interface NutritionOrderOralDiet extends BackboneElement {
  type?: CodeableConcept[] | undefined
  schedule?: Timing[] | undefined
  nutrient?: NutritionOrderOralDietNutrient[] | undefined
  texture?: NutritionOrderOralDietTexture[] | undefined
  fluidConsistencyType?: CodeableConcept[] | undefined
  instruction?: string | undefined
  _instruction?: Element | undefined
}

export interface NutritionOrderOralDietNutrient extends BackboneElement {
  modifier?: CodeableConcept | undefined
  amount?: Quantity | undefined
}

export interface NutritionOrderOralDietTexture extends BackboneElement {
  modifier?: CodeableConcept | undefined
  foodType?: CodeableConcept | undefined
}

export interface NutritionOrderSupplement extends BackboneElement {
  type?: CodeableConcept | undefined
  productName?: string | undefined
  _productName?: Element | undefined
  schedule?: Timing[] | undefined
  quantity?: Quantity | undefined
  instruction?: string | undefined
  _instruction?: Element | undefined
}

export interface NutritionOrderEnteralFormula extends BackboneElement {
  baseFormulaType?: CodeableConcept | undefined
  baseFormulaProductName?: string | undefined
  _baseFormulaProductName?: Element | undefined
  additiveType?: CodeableConcept | undefined
  additiveProductName?: string | undefined
  _additiveProductName?: Element | undefined
  caloricDensity?: Quantity | undefined
  routeofAdministration?: CodeableConcept | undefined
  administration?: NutritionOrderEnteralFormulaAdministration[] | undefined
  maxVolumeToDeliver?: Quantity | undefined
  administrationInstruction?: string | undefined
  _administrationInstruction?: Element | undefined
}

export interface NutritionOrderEnteralFormulaAdministration extends BackboneElement {
  schedule?: Timing | undefined
  quantity?: Quantity | undefined
  rateQuantity?: Quantity | undefined
  rateRatio?: Ratio | undefined
}

export interface Observation extends DomainResource {
  readonly resourceType: 'Observation'
  identifier?: Identifier[] | undefined
  basedOn?: Reference<'CarePlan' | 'DeviceRequest' | 'ImmunizationRecommendation' | 'MedicationRequest' | 'NutritionOrder' | 'ServiceRequest'>[] | undefined
  partOf?: Reference<'MedicationAdministration' | 'MedicationDispense' | 'MedicationStatement' | 'Procedure' | 'Immunization' | 'ImagingStudy'>[] | undefined
  status: 'registered' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'cancelled' | 'entered-in-error' | 'unknown'
  _status?: Element | undefined
  category?: CodeableConcept[] | undefined
  code: CodeableConcept
  subject?: Reference<'Patient' | 'Group' | 'Device' | 'Location'> | undefined
  focus?: Reference[] | undefined
  encounter?: Reference<'Encounter'> | undefined
  effectiveDateTime?: string | undefined
  _effectiveDateTime?: Element | undefined
  effectivePeriod?: Period | undefined
  effectiveTiming?: Timing | undefined
  effectiveInstant?: string | undefined
  _effectiveInstant?: Element | undefined
  issued?: string | undefined
  _issued?: Element | undefined
  performer?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam' | 'Patient' | 'RelatedPerson'>[] | undefined
  valueQuantity?: Quantity | undefined
  valueCodeableConcept?: CodeableConcept | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueInteger?: number | undefined
  _valueInteger?: Element | undefined
  valueRange?: Range | undefined
  valueRatio?: Ratio | undefined
  valueSampledData?: SampledData | undefined
  valueTime?: string | undefined
  _valueTime?: Element | undefined
  valueDateTime?: string | undefined
  _valueDateTime?: Element | undefined
  valuePeriod?: Period | undefined
  dataAbsentReason?: CodeableConcept | undefined
  interpretation?: CodeableConcept[] | undefined
  note?: Annotation[] | undefined
  bodySite?: CodeableConcept | undefined
  method?: CodeableConcept | undefined
  specimen?: Reference<'Specimen'> | undefined
  device?: Reference<'Device' | 'DeviceMetric'> | undefined
  referenceRange?: ObservationReferenceRange[] | undefined
  hasMember?: Reference<'Observation' | 'QuestionnaireResponse' | 'MolecularSequence'>[] | undefined
  derivedFrom?: Reference<'DocumentReference' | 'ImagingStudy' | 'Media' | 'QuestionnaireResponse' | 'Observation' | 'MolecularSequence'>[] | undefined
  component?: ObservationComponent[] | undefined
}

export interface ObservationReferenceRange extends BackboneElement {
  low?: Quantity | undefined
  high?: Quantity | undefined
  type?: CodeableConcept | undefined
  appliesTo?: CodeableConcept[] | undefined
  age?: Range | undefined
  text?: string | undefined
  _text?: Element | undefined
}

export interface ObservationComponent extends BackboneElement {
  code: CodeableConcept
  valueQuantity?: Quantity | undefined
  valueCodeableConcept?: CodeableConcept | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueInteger?: number | undefined
  _valueInteger?: Element | undefined
  valueRange?: Range | undefined
  valueRatio?: Ratio | undefined
  valueSampledData?: SampledData | undefined
  valueTime?: string | undefined
  _valueTime?: Element | undefined
  valueDateTime?: string | undefined
  _valueDateTime?: Element | undefined
  valuePeriod?: Period | undefined
  dataAbsentReason?: CodeableConcept | undefined
  interpretation?: CodeableConcept[] | undefined
  referenceRange?: ObservationReferenceRange[] | undefined
}

export interface ObservationDefinition extends DomainResource {
  readonly resourceType: 'ObservationDefinition'
  category?: CodeableConcept[] | undefined
  code: CodeableConcept
  identifier?: Identifier[] | undefined
  permittedDataType?: ('Quantity' | 'CodeableConcept' | 'string' | 'boolean' | 'integer' | 'Range' | 'Ratio' | 'SampledData' | 'time' | 'dateTime' | 'Period')[] | undefined
  _permittedDataType?: (Element | null)[] | undefined
  multipleResultsAllowed?: boolean | undefined
  _multipleResultsAllowed?: Element | undefined
  method?: CodeableConcept | undefined
  preferredReportName?: string | undefined
  _preferredReportName?: Element | undefined
  quantitativeDetails?: ObservationDefinitionQuantitativeDetails | undefined
  qualifiedInterval?: ObservationDefinitionQualifiedInterval[] | undefined
  validCodedValueSet?: Reference<'ValueSet'> | undefined
  normalCodedValueSet?: Reference<'ValueSet'> | undefined
  abnormalCodedValueSet?: Reference<'ValueSet'> | undefined
  criticalCodedValueSet?: Reference<'ValueSet'> | undefined
}

export interface ObservationDefinitionQuantitativeDetails extends BackboneElement {
  customaryUnit?: CodeableConcept | undefined
  unit?: CodeableConcept | undefined
  conversionFactor?: number | undefined
  _conversionFactor?: Element | undefined
  decimalPrecision?: number | undefined
  _decimalPrecision?: Element | undefined
}

export interface ObservationDefinitionQualifiedInterval extends BackboneElement {
  category?: 'reference' | 'critical' | 'absolute' | undefined
  _category?: Element | undefined
  range?: Range | undefined
  context?: CodeableConcept | undefined
  appliesTo?: CodeableConcept[] | undefined
  gender?: 'male' | 'female' | 'other' | 'unknown' | undefined
  _gender?: Element | undefined
  age?: Range | undefined
  gestationalAge?: Range | undefined
  condition?: string | undefined
  _condition?: Element | undefined
}

export interface OperationDefinition extends DomainResource {
  readonly resourceType: 'OperationDefinition'
  url?: string | undefined
  _url?: Element | undefined
  version?: string | undefined
  _version?: Element | undefined
  name: string
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  kind: 'operation' | 'query'
  _kind?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  affectsState?: boolean | undefined
  _affectsState?: Element | undefined
  code: string
  _code?: Element | undefined
  comment?: string | undefined
  _comment?: Element | undefined
  base?: string | undefined
  _base?: Element | undefined
  resource?: string[] | undefined
  _resource?: (Element | null)[] | undefined
  system: boolean
  _system?: Element | undefined
  type: boolean
  _type?: Element | undefined
  instance: boolean
  _instance?: Element | undefined
  inputProfile?: string | undefined
  _inputProfile?: Element | undefined
  outputProfile?: string | undefined
  _outputProfile?: Element | undefined
  parameter?: OperationDefinitionParameter[] | undefined
  overload?: OperationDefinitionOverload[] | undefined
}

export interface OperationDefinitionParameter extends BackboneElement {
  name: string
  _name?: Element | undefined
  use: 'in' | 'out'
  _use?: Element | undefined
  min: number
  _min?: Element | undefined
  max: string
  _max?: Element | undefined
  documentation?: string | undefined
  _documentation?: Element | undefined
  type?: string | undefined
  _type?: Element | undefined
  targetProfile?: string[] | undefined
  _targetProfile?: (Element | null)[] | undefined
  searchType?: 'number' | 'date' | 'string' | 'token' | 'reference' | 'composite' | 'quantity' | 'uri' | 'special' | undefined
  _searchType?: Element | undefined
  binding?: OperationDefinitionParameterBinding | undefined
  referencedFrom?: OperationDefinitionParameterReferencedFrom[] | undefined
  part?: OperationDefinitionParameter[] | undefined
}

export interface OperationDefinitionParameterBinding extends BackboneElement {
  strength: 'required' | 'extensible' | 'preferred' | 'example'
  _strength?: Element | undefined
  valueSet: string
  _valueSet?: Element | undefined
}

export interface OperationDefinitionParameterReferencedFrom extends BackboneElement {
  source: string
  _source?: Element | undefined
  sourceId?: string | undefined
  _sourceId?: Element | undefined
}

export interface OperationDefinitionOverload extends BackboneElement {
  parameterName?: string[] | undefined
  _parameterName?: (Element | null)[] | undefined
  comment?: string | undefined
  _comment?: Element | undefined
}

export interface OperationOutcome extends DomainResource {
  readonly resourceType: 'OperationOutcome'
  issue: OperationOutcomeIssue[]
}

export interface OperationOutcomeIssue extends BackboneElement {
  severity: 'fatal' | 'error' | 'warning' | 'information'
  _severity?: Element | undefined
  code: 'invalid' | 'structure' | 'required' | 'value' | 'invariant' | 'security' | 'login' | 'unknown' | 'expired' | 'forbidden' | 'suppressed' | 'processing' | 'not-supported' | 'duplicate' | 'multiple-matches' | 'not-found' | 'deleted' | 'too-long' | 'code-invalid' | 'extension' | 'too-costly' | 'business-rule' | 'conflict' | 'transient' | 'lock-error' | 'no-store' | 'exception' | 'timeout' | 'incomplete' | 'throttled' | 'informational'
  _code?: Element | undefined
  details?: CodeableConcept | undefined
  diagnostics?: string | undefined
  _diagnostics?: Element | undefined
  location?: string[] | undefined
  _location?: (Element | null)[] | undefined
  expression?: string[] | undefined
  _expression?: (Element | null)[] | undefined
}

export interface Organization extends DomainResource {
  readonly resourceType: 'Organization'
  identifier?: Identifier[] | undefined
  active?: boolean | undefined
  _active?: Element | undefined
  type?: CodeableConcept[] | undefined
  name?: string | undefined
  _name?: Element | undefined
  alias?: string[] | undefined
  _alias?: (Element | null)[] | undefined
  telecom?: ContactPoint[] | undefined
  address?: Address[] | undefined
  partOf?: Reference<'Organization'> | undefined
  contact?: OrganizationContact[] | undefined
  endpoint?: Reference<'Endpoint'>[] | undefined
}

export interface OrganizationContact extends BackboneElement {
  purpose?: CodeableConcept | undefined
  name?: HumanName | undefined
  telecom?: ContactPoint[] | undefined
  address?: Address | undefined
}

export interface OrganizationAffiliation extends DomainResource {
  readonly resourceType: 'OrganizationAffiliation'
  identifier?: Identifier[] | undefined
  active?: boolean | undefined
  _active?: Element | undefined
  period?: Period | undefined
  organization?: Reference<'Organization'> | undefined
  participatingOrganization?: Reference<'Organization'> | undefined
  network?: Reference<'Organization'>[] | undefined
  code?: CodeableConcept[] | undefined
  specialty?: CodeableConcept[] | undefined
  location?: Reference<'Location'>[] | undefined
  healthcareService?: Reference<'HealthcareService'>[] | undefined
  telecom?: ContactPoint[] | undefined
  endpoint?: Reference<'Endpoint'>[] | undefined
}

export interface ParameterDefinition extends Element {
  name?: string | undefined
  _name?: Element | undefined
  use: 'in' | 'out'
  _use?: Element | undefined
  min?: number | undefined
  _min?: Element | undefined
  max?: string | undefined
  _max?: Element | undefined
  documentation?: string | undefined
  _documentation?: Element | undefined
  type: string
  _type?: Element | undefined
  profile?: string | undefined
  _profile?: Element | undefined
}

export interface Parameters extends Resource {
  readonly resourceType: 'Parameters'
  parameter?: ParametersParameter[] | undefined
}

export interface ParametersParameter extends BackboneElement {
  name: string
  _name?: Element | undefined
  valueBase64Binary?: string | undefined
  _valueBase64Binary?: Element | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueCanonical?: string | undefined
  _valueCanonical?: Element | undefined
  valueCode?: string | undefined
  _valueCode?: Element | undefined
  valueDate?: string | undefined
  _valueDate?: Element | undefined
  valueDateTime?: string | undefined
  _valueDateTime?: Element | undefined
  valueDecimal?: number | undefined
  _valueDecimal?: Element | undefined
  valueId?: string | undefined
  _valueId?: Element | undefined
  valueInstant?: string | undefined
  _valueInstant?: Element | undefined
  valueInteger?: number | undefined
  _valueInteger?: Element | undefined
  valueMarkdown?: string | undefined
  _valueMarkdown?: Element | undefined
  valueOid?: string | undefined
  _valueOid?: Element | undefined
  valuePositiveInt?: number | undefined
  _valuePositiveInt?: Element | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueTime?: string | undefined
  _valueTime?: Element | undefined
  valueUnsignedInt?: number | undefined
  _valueUnsignedInt?: Element | undefined
  valueUri?: string | undefined
  _valueUri?: Element | undefined
  valueUrl?: string | undefined
  _valueUrl?: Element | undefined
  valueUuid?: string | undefined
  _valueUuid?: Element | undefined
  valueAddress?: Address | undefined
  valueAge?: Age | undefined
  valueAnnotation?: Annotation | undefined
  valueAttachment?: Attachment | undefined
  valueCodeableConcept?: CodeableConcept | undefined
  valueCoding?: Coding | undefined
  valueContactPoint?: ContactPoint | undefined
  valueCount?: Count | undefined
  valueDistance?: Distance | undefined
  valueDuration?: Duration | undefined
  valueHumanName?: HumanName | undefined
  valueIdentifier?: Identifier | undefined
  valueMoney?: Money | undefined
  valuePeriod?: Period | undefined
  valueQuantity?: Quantity | undefined
  valueRange?: Range | undefined
  valueRatio?: Ratio | undefined
  valueReference?: Reference | undefined
  valueSampledData?: SampledData | undefined
  valueSignature?: Signature | undefined
  valueTiming?: Timing | undefined
  valueContactDetail?: ContactDetail | undefined
  valueContributor?: Contributor | undefined
  valueDataRequirement?: DataRequirement | undefined
  valueExpression?: Expression | undefined
  valueParameterDefinition?: ParameterDefinition | undefined
  valueRelatedArtifact?: RelatedArtifact | undefined
  valueTriggerDefinition?: TriggerDefinition | undefined
  valueUsageContext?: UsageContext | undefined
  valueDosage?: Dosage | undefined
  valueMeta?: Meta | undefined
  resource?: Resource | undefined
  part?: ParametersParameter[] | undefined
}

export interface Patient extends DomainResource {
  readonly resourceType: 'Patient'
  identifier?: Identifier[] | undefined
  active?: boolean | undefined
  _active?: Element | undefined
  name?: HumanName[] | undefined
  telecom?: ContactPoint[] | undefined
  gender?: 'male' | 'female' | 'other' | 'unknown' | undefined
  _gender?: Element | undefined
  birthDate?: string | undefined
  _birthDate?: Element | undefined
  deceasedBoolean?: boolean | undefined
  _deceasedBoolean?: Element | undefined
  deceasedDateTime?: string | undefined
  _deceasedDateTime?: Element | undefined
  address?: Address[] | undefined
  maritalStatus?: CodeableConcept | undefined
  multipleBirthBoolean?: boolean | undefined
  _multipleBirthBoolean?: Element | undefined
  multipleBirthInteger?: number | undefined
  _multipleBirthInteger?: Element | undefined
  photo?: Attachment[] | undefined
  contact?: PatientContact[] | undefined
  communication?: PatientCommunication[] | undefined
  generalPractitioner?: Reference<'Organization' | 'Practitioner' | 'PractitionerRole'>[] | undefined
  managingOrganization?: Reference<'Organization'> | undefined
  link?: PatientLink[] | undefined
}

export interface PatientContact extends BackboneElement {
  relationship?: CodeableConcept[] | undefined
  name?: HumanName | undefined
  telecom?: ContactPoint[] | undefined
  address?: Address | undefined
  gender?: 'male' | 'female' | 'other' | 'unknown' | undefined
  _gender?: Element | undefined
  organization?: Reference<'Organization'> | undefined
  period?: Period | undefined
}

export interface PatientCommunication extends BackboneElement {
  language: CodeableConcept
  preferred?: boolean | undefined
  _preferred?: Element | undefined
}

export interface PatientLink extends BackboneElement {
  other: Reference<'Patient' | 'RelatedPerson'>
  type: 'replaced-by' | 'replaces' | 'refer' | 'seealso'
  _type?: Element | undefined
}

export interface PaymentNotice extends DomainResource {
  readonly resourceType: 'PaymentNotice'
  identifier?: Identifier[] | undefined
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element | undefined
  request?: Reference | undefined
  response?: Reference | undefined
  created: string
  _created?: Element | undefined
  provider?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  payment: Reference<'PaymentReconciliation'>
  paymentDate?: string | undefined
  _paymentDate?: Element | undefined
  payee?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  recipient: Reference<'Organization'>
  amount: Money
  paymentStatus?: CodeableConcept | undefined
}

export interface PaymentReconciliation extends DomainResource {
  readonly resourceType: 'PaymentReconciliation'
  identifier?: Identifier[] | undefined
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element | undefined
  period?: Period | undefined
  created: string
  _created?: Element | undefined
  paymentIssuer?: Reference<'Organization'> | undefined
  request?: Reference<'Task'> | undefined
  requestor?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  outcome?: 'queued' | 'complete' | 'error' | 'partial' | undefined
  _outcome?: Element | undefined
  disposition?: string | undefined
  _disposition?: Element | undefined
  paymentDate: string
  _paymentDate?: Element | undefined
  paymentAmount: Money
  paymentIdentifier?: Identifier | undefined
  detail?: PaymentReconciliationDetail[] | undefined
  formCode?: CodeableConcept | undefined
  processNote?: PaymentReconciliationProcessNote[] | undefined
}

export interface PaymentReconciliationDetail extends BackboneElement {
  identifier?: Identifier | undefined
  predecessor?: Identifier | undefined
  type: CodeableConcept
  request?: Reference | undefined
  submitter?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  response?: Reference | undefined
  date?: string | undefined
  _date?: Element | undefined
  responsible?: Reference<'PractitionerRole'> | undefined
  payee?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  amount?: Money | undefined
}

export interface PaymentReconciliationProcessNote extends BackboneElement {
  type?: 'display' | 'print' | 'printoper' | undefined
  _type?: Element | undefined
  text?: string | undefined
  _text?: Element | undefined
}

export interface Period extends Element {
  start?: string | undefined
  _start?: Element | undefined
  end?: string | undefined
  _end?: Element | undefined
}

export interface Person extends DomainResource {
  readonly resourceType: 'Person'
  identifier?: Identifier[] | undefined
  name?: HumanName[] | undefined
  telecom?: ContactPoint[] | undefined
  gender?: 'male' | 'female' | 'other' | 'unknown' | undefined
  _gender?: Element | undefined
  birthDate?: string | undefined
  _birthDate?: Element | undefined
  address?: Address[] | undefined
  photo?: Attachment | undefined
  managingOrganization?: Reference<'Organization'> | undefined
  active?: boolean | undefined
  _active?: Element | undefined
  link?: PersonLink[] | undefined
}

export interface PersonLink extends BackboneElement {
  target: Reference<'Patient' | 'Practitioner' | 'RelatedPerson' | 'Person'>
  assurance?: 'level1' | 'level2' | 'level3' | 'level4' | undefined
  _assurance?: Element | undefined
}

export interface PlanDefinition extends DomainResource {
  readonly resourceType: 'PlanDefinition'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  subtitle?: string | undefined
  _subtitle?: Element | undefined
  type?: CodeableConcept | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  subjectCodeableConcept?: CodeableConcept | undefined
  subjectReference?: Reference<'Group'> | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  usage?: string | undefined
  _usage?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  approvalDate?: string | undefined
  _approvalDate?: Element | undefined
  lastReviewDate?: string | undefined
  _lastReviewDate?: Element | undefined
  effectivePeriod?: Period | undefined
  topic?: CodeableConcept[] | undefined
  author?: ContactDetail[] | undefined
  editor?: ContactDetail[] | undefined
  reviewer?: ContactDetail[] | undefined
  endorser?: ContactDetail[] | undefined
  relatedArtifact?: RelatedArtifact[] | undefined
  library?: string[] | undefined
  _library?: (Element | null)[] | undefined
  goal?: PlanDefinitionGoal[] | undefined
  action?: PlanDefinitionAction[] | undefined
}

export interface PlanDefinitionGoal extends BackboneElement {
  category?: CodeableConcept | undefined
  description: CodeableConcept
  priority?: CodeableConcept | undefined
  start?: CodeableConcept | undefined
  addresses?: CodeableConcept[] | undefined
  documentation?: RelatedArtifact[] | undefined
  target?: PlanDefinitionGoalTarget[] | undefined
}

export interface PlanDefinitionGoalTarget extends BackboneElement {
  measure?: CodeableConcept | undefined
  detailQuantity?: Quantity | undefined
  detailRange?: Range | undefined
  detailCodeableConcept?: CodeableConcept | undefined
  due?: Duration | undefined
}

export interface PlanDefinitionAction extends BackboneElement {
  prefix?: string | undefined
  _prefix?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  textEquivalent?: string | undefined
  _textEquivalent?: Element | undefined
  priority?: 'routine' | 'urgent' | 'asap' | 'stat' | undefined
  _priority?: Element | undefined
  code?: CodeableConcept[] | undefined
  reason?: CodeableConcept[] | undefined
  documentation?: RelatedArtifact[] | undefined
  goalId?: string[] | undefined
  _goalId?: (Element | null)[] | undefined
  subjectCodeableConcept?: CodeableConcept | undefined
  subjectReference?: Reference<'Group'> | undefined
  trigger?: TriggerDefinition[] | undefined
  condition?: PlanDefinitionActionCondition[] | undefined
  input?: DataRequirement[] | undefined
  output?: DataRequirement[] | undefined
  relatedAction?: PlanDefinitionActionRelatedAction[] | undefined
  timingDateTime?: string | undefined
  _timingDateTime?: Element | undefined
  timingAge?: Age | undefined
  timingPeriod?: Period | undefined
  timingDuration?: Duration | undefined
  timingRange?: Range | undefined
  timingTiming?: Timing | undefined
  participant?: PlanDefinitionActionParticipant[] | undefined
  type?: CodeableConcept | undefined
  groupingBehavior?: 'visual-group' | 'logical-group' | 'sentence-group' | undefined
  _groupingBehavior?: Element | undefined
  selectionBehavior?: 'any' | 'all' | 'all-or-none' | 'exactly-one' | 'at-most-one' | 'one-or-more' | undefined
  _selectionBehavior?: Element | undefined
  requiredBehavior?: 'must' | 'could' | 'must-unless-documented' | undefined
  _requiredBehavior?: Element | undefined
  precheckBehavior?: 'yes' | 'no' | undefined
  _precheckBehavior?: Element | undefined
  cardinalityBehavior?: 'single' | 'multiple' | undefined
  _cardinalityBehavior?: Element | undefined
  definitionCanonical?: string | undefined
  _definitionCanonical?: Element | undefined
  definitionUri?: string | undefined
  _definitionUri?: Element | undefined
  transform?: string | undefined
  _transform?: Element | undefined
  dynamicValue?: PlanDefinitionActionDynamicValue[] | undefined
  action?: PlanDefinitionAction[] | undefined
}

export interface PlanDefinitionActionCondition extends BackboneElement {
  kind: 'applicability' | 'start' | 'stop'
  _kind?: Element | undefined
  expression?: Expression | undefined
}

export interface PlanDefinitionActionRelatedAction extends BackboneElement {
  actionId: string
  _actionId?: Element | undefined
  relationship: 'before-start' | 'before' | 'before-end' | 'concurrent-with-start' | 'concurrent' | 'concurrent-with-end' | 'after-start' | 'after' | 'after-end'
  _relationship?: Element | undefined
  offsetDuration?: Duration | undefined
  offsetRange?: Range | undefined
}

export interface PlanDefinitionActionParticipant extends BackboneElement {
  type: 'patient' | 'practitioner' | 'related-person' | 'device'
  _type?: Element | undefined
  role?: CodeableConcept | undefined
}

export interface PlanDefinitionActionDynamicValue extends BackboneElement {
  path?: string | undefined
  _path?: Element | undefined
  expression?: Expression | undefined
}

export interface Population extends BackboneElement {
  ageRange?: Range | undefined
  ageCodeableConcept?: CodeableConcept | undefined
  gender?: CodeableConcept | undefined
  race?: CodeableConcept | undefined
  physiologicalCondition?: CodeableConcept | undefined
}

export interface Practitioner extends DomainResource {
  readonly resourceType: 'Practitioner'
  identifier?: Identifier[] | undefined
  active?: boolean | undefined
  _active?: Element | undefined
  name?: HumanName[] | undefined
  telecom?: ContactPoint[] | undefined
  address?: Address[] | undefined
  gender?: 'male' | 'female' | 'other' | 'unknown' | undefined
  _gender?: Element | undefined
  birthDate?: string | undefined
  _birthDate?: Element | undefined
  photo?: Attachment[] | undefined
  qualification?: PractitionerQualification[] | undefined
  communication?: CodeableConcept[] | undefined
}

export interface PractitionerQualification extends BackboneElement {
  identifier?: Identifier[] | undefined
  code: CodeableConcept
  period?: Period | undefined
  issuer?: Reference<'Organization'> | undefined
}

export interface PractitionerRole extends DomainResource {
  readonly resourceType: 'PractitionerRole'
  identifier?: Identifier[] | undefined
  active?: boolean | undefined
  _active?: Element | undefined
  period?: Period | undefined
  practitioner?: Reference<'Practitioner'> | undefined
  organization?: Reference<'Organization'> | undefined
  code?: CodeableConcept[] | undefined
  specialty?: CodeableConcept[] | undefined
  location?: Reference<'Location'>[] | undefined
  healthcareService?: Reference<'HealthcareService'>[] | undefined
  telecom?: ContactPoint[] | undefined
  availableTime?: PractitionerRoleAvailableTime[] | undefined
  notAvailable?: PractitionerRoleNotAvailable[] | undefined
  availabilityExceptions?: string | undefined
  _availabilityExceptions?: Element | undefined
  endpoint?: Reference<'Endpoint'>[] | undefined
}

export interface PractitionerRoleAvailableTime extends BackboneElement {
  daysOfWeek?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[] | undefined
  _daysOfWeek?: (Element | null)[] | undefined
  allDay?: boolean | undefined
  _allDay?: Element | undefined
  availableStartTime?: string | undefined
  _availableStartTime?: Element | undefined
  availableEndTime?: string | undefined
  _availableEndTime?: Element | undefined
}

export interface PractitionerRoleNotAvailable extends BackboneElement {
  description: string
  _description?: Element | undefined
  during?: Period | undefined
}

export interface Procedure extends DomainResource {
  readonly resourceType: 'Procedure'
  identifier?: Identifier[] | undefined
  instantiatesCanonical?: string[] | undefined
  _instantiatesCanonical?: (Element | null)[] | undefined
  instantiatesUri?: string[] | undefined
  _instantiatesUri?: (Element | null)[] | undefined
  basedOn?: Reference<'CarePlan' | 'ServiceRequest'>[] | undefined
  partOf?: Reference<'Procedure' | 'Observation' | 'MedicationAdministration'>[] | undefined
  status: 'preparation' | 'in-progress' | 'not-done' | 'on-hold' | 'stopped' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element | undefined
  statusReason?: CodeableConcept | undefined
  category?: CodeableConcept | undefined
  code?: CodeableConcept | undefined
  subject: Reference<'Patient' | 'Group'>
  encounter?: Reference<'Encounter'> | undefined
  performedDateTime?: string | undefined
  _performedDateTime?: Element | undefined
  performedPeriod?: Period | undefined
  performedString?: string | undefined
  _performedString?: Element | undefined
  performedAge?: Age | undefined
  performedRange?: Range | undefined
  recorder?: Reference<'Patient' | 'RelatedPerson' | 'Practitioner' | 'PractitionerRole'> | undefined
  asserter?: Reference<'Patient' | 'RelatedPerson' | 'Practitioner' | 'PractitionerRole'> | undefined
  performer?: ProcedurePerformer[] | undefined
  location?: Reference<'Location'> | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'Procedure' | 'DiagnosticReport' | 'DocumentReference'>[] | undefined
  bodySite?: CodeableConcept[] | undefined
  outcome?: CodeableConcept | undefined
  report?: Reference<'DiagnosticReport' | 'DocumentReference' | 'Composition'>[] | undefined
  complication?: CodeableConcept[] | undefined
  complicationDetail?: Reference<'Condition'>[] | undefined
  followUp?: CodeableConcept[] | undefined
  note?: Annotation[] | undefined
  focalDevice?: ProcedureFocalDevice[] | undefined
  usedReference?: Reference<'Device' | 'Medication' | 'Substance'>[] | undefined
  usedCode?: CodeableConcept[] | undefined
}

export interface ProcedurePerformer extends BackboneElement {
  function?: CodeableConcept | undefined
  actor: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'RelatedPerson' | 'Device'>
  onBehalfOf?: Reference<'Organization'> | undefined
}

export interface ProcedureFocalDevice extends BackboneElement {
  action?: CodeableConcept | undefined
  manipulated: Reference<'Device'>
}

export interface ProdCharacteristic extends BackboneElement {
  height?: Quantity | undefined
  width?: Quantity | undefined
  depth?: Quantity | undefined
  weight?: Quantity | undefined
  nominalVolume?: Quantity | undefined
  externalDiameter?: Quantity | undefined
  shape?: string | undefined
  _shape?: Element | undefined
  color?: string[] | undefined
  _color?: (Element | null)[] | undefined
  imprint?: string[] | undefined
  _imprint?: (Element | null)[] | undefined
  image?: Attachment[] | undefined
  scoring?: CodeableConcept | undefined
}

export interface ProductShelfLife extends BackboneElement {
  identifier?: Identifier | undefined
  type: CodeableConcept
  period: Quantity
  specialPrecautionsForStorage?: CodeableConcept[] | undefined
}

export interface Provenance extends DomainResource {
  readonly resourceType: 'Provenance'
  target: Reference[]
  occurredPeriod?: Period | undefined
  occurredDateTime?: string | undefined
  _occurredDateTime?: Element | undefined
  recorded: string
  _recorded?: Element | undefined
  policy?: string[] | undefined
  _policy?: (Element | null)[] | undefined
  location?: Reference<'Location'> | undefined
  reason?: CodeableConcept[] | undefined
  activity?: CodeableConcept | undefined
  agent: ProvenanceAgent[]
  entity?: ProvenanceEntity[] | undefined
  signature?: Signature[] | undefined
}

export interface ProvenanceAgent extends BackboneElement {
  type?: CodeableConcept | undefined
  role?: CodeableConcept[] | undefined
  who: Reference<'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Patient' | 'Device' | 'Organization'>
  onBehalfOf?: Reference<'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Patient' | 'Device' | 'Organization'> | undefined
}

export interface ProvenanceEntity extends BackboneElement {
  role: 'derivation' | 'revision' | 'quotation' | 'source' | 'removal'
  _role?: Element | undefined
  what: Reference
  agent?: ProvenanceAgent[] | undefined
}

export interface Quantity extends Element {
  value?: number | undefined
  _value?: Element | undefined
  comparator?: '<' | '<=' | '>=' | '>' | undefined
  _comparator?: Element | undefined
  unit?: string | undefined
  _unit?: Element | undefined
  system?: string | undefined
  _system?: Element | undefined
  code?: string | undefined
  _code?: Element | undefined
}

export interface Questionnaire extends DomainResource {
  readonly resourceType: 'Questionnaire'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  derivedFrom?: string[] | undefined
  _derivedFrom?: (Element | null)[] | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  subjectType?: string[] | undefined
  _subjectType?: (Element | null)[] | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  approvalDate?: string | undefined
  _approvalDate?: Element | undefined
  lastReviewDate?: string | undefined
  _lastReviewDate?: Element | undefined
  effectivePeriod?: Period | undefined
  code?: Coding[] | undefined
  item?: QuestionnaireItem[] | undefined
}

export interface QuestionnaireItem extends BackboneElement {
  linkId: string
  _linkId?: Element | undefined
  definition?: string | undefined
  _definition?: Element | undefined
  code?: Coding[] | undefined
  prefix?: string | undefined
  _prefix?: Element | undefined
  text?: string | undefined
  _text?: Element | undefined
  type: 'group' | 'display' | 'question' | 'boolean' | 'decimal' | 'integer' | 'date' | 'dateTime' | 'time' | 'string' | 'text' | 'url' | 'choice' | 'open-choice' | 'attachment' | 'reference' | 'quantity'
  _type?: Element | undefined
  enableWhen?: QuestionnaireItemEnableWhen[] | undefined
  enableBehavior?: 'all' | 'any' | undefined
  _enableBehavior?: Element | undefined
  required?: boolean | undefined
  _required?: Element | undefined
  repeats?: boolean | undefined
  _repeats?: Element | undefined
  readOnly?: boolean | undefined
  _readOnly?: Element | undefined
  maxLength?: number | undefined
  _maxLength?: Element | undefined
  answerValueSet?: string | undefined
  _answerValueSet?: Element | undefined
  answerOption?: QuestionnaireItemAnswerOption[] | undefined
  initial?: QuestionnaireItemInitial[] | undefined
  item?: QuestionnaireItem[] | undefined
}

export interface QuestionnaireItemEnableWhen extends BackboneElement {
  question: string
  _question?: Element | undefined
  operator: 'exists' | '=' | '!=' | '>' | '<' | '>=' | '<='
  _operator?: Element | undefined
  answerBoolean?: boolean | undefined
  _answerBoolean?: Element | undefined
  answerDecimal?: number | undefined
  _answerDecimal?: Element | undefined
  answerInteger?: number | undefined
  _answerInteger?: Element | undefined
  answerDate?: string | undefined
  _answerDate?: Element | undefined
  answerDateTime?: string | undefined
  _answerDateTime?: Element | undefined
  answerTime?: string | undefined
  _answerTime?: Element | undefined
  answerString?: string | undefined
  _answerString?: Element | undefined
  answerCoding?: Coding | undefined
  answerQuantity?: Quantity | undefined
  answerReference?: Reference | undefined
}

export interface QuestionnaireItemAnswerOption extends BackboneElement {
  valueInteger?: number | undefined
  _valueInteger?: Element | undefined
  valueDate?: string | undefined
  _valueDate?: Element | undefined
  valueTime?: string | undefined
  _valueTime?: Element | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueCoding?: Coding | undefined
  valueReference?: Reference | undefined
  initialSelected?: boolean | undefined
  _initialSelected?: Element | undefined
}

export interface QuestionnaireItemInitial extends BackboneElement {
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueDecimal?: number | undefined
  _valueDecimal?: Element | undefined
  valueInteger?: number | undefined
  _valueInteger?: Element | undefined
  valueDate?: string | undefined
  _valueDate?: Element | undefined
  valueDateTime?: string | undefined
  _valueDateTime?: Element | undefined
  valueTime?: string | undefined
  _valueTime?: Element | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueUri?: string | undefined
  _valueUri?: Element | undefined
  valueAttachment?: Attachment | undefined
  valueCoding?: Coding | undefined
  valueQuantity?: Quantity | undefined
  valueReference?: Reference | undefined
}

export interface QuestionnaireResponse extends DomainResource {
  readonly resourceType: 'QuestionnaireResponse'
  identifier?: Identifier | undefined
  basedOn?: Reference<'CarePlan' | 'ServiceRequest'>[] | undefined
  partOf?: Reference<'Observation' | 'Procedure'>[] | undefined
  questionnaire?: string | undefined
  _questionnaire?: Element | undefined
  status: 'in-progress' | 'completed' | 'amended' | 'entered-in-error' | 'stopped'
  _status?: Element | undefined
  subject?: Reference | undefined
  encounter?: Reference<'Encounter'> | undefined
  authored?: string | undefined
  _authored?: Element | undefined
  author?: Reference<'Device' | 'Practitioner' | 'PractitionerRole' | 'Patient' | 'RelatedPerson' | 'Organization'> | undefined
  source?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson'> | undefined
  item?: QuestionnaireResponseItem[] | undefined
}

export interface QuestionnaireResponseItem extends BackboneElement {
  linkId: string
  _linkId?: Element | undefined
  definition?: string | undefined
  _definition?: Element | undefined
  text?: string | undefined
  _text?: Element | undefined
  answer?: QuestionnaireResponseItemAnswer[] | undefined
  item?: QuestionnaireResponseItem[] | undefined
}

export interface QuestionnaireResponseItemAnswer extends BackboneElement {
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueDecimal?: number | undefined
  _valueDecimal?: Element | undefined
  valueInteger?: number | undefined
  _valueInteger?: Element | undefined
  valueDate?: string | undefined
  _valueDate?: Element | undefined
  valueDateTime?: string | undefined
  _valueDateTime?: Element | undefined
  valueTime?: string | undefined
  _valueTime?: Element | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueUri?: string | undefined
  _valueUri?: Element | undefined
  valueAttachment?: Attachment | undefined
  valueCoding?: Coding | undefined
  valueQuantity?: Quantity | undefined
  valueReference?: Reference | undefined
  item?: QuestionnaireResponseItem[] | undefined
}

export interface Range extends Element {
  low?: Quantity | undefined
  high?: Quantity | undefined
}

export interface Ratio extends Element {
  numerator?: Quantity | undefined
  denominator?: Quantity | undefined
}

export interface Reference<T extends string = string> extends Element {
  reference?: string | undefined
  _reference?: Element | undefined
  type?: T | undefined
  _type?: Element | undefined
  identifier?: Identifier | undefined
  display?: string | undefined
  _display?: Element | undefined
}

export interface RelatedArtifact extends Element {
  type: 'documentation' | 'justification' | 'citation' | 'predecessor' | 'successor' | 'derived-from' | 'depends-on' | 'composed-of'
  _type?: Element | undefined
  label?: string | undefined
  _label?: Element | undefined
  display?: string | undefined
  _display?: Element | undefined
  citation?: string | undefined
  _citation?: Element | undefined
  url?: string | undefined
  _url?: Element | undefined
  document?: Attachment | undefined
  resource?: string | undefined
  _resource?: Element | undefined
}

export interface RelatedPerson extends DomainResource {
  readonly resourceType: 'RelatedPerson'
  identifier?: Identifier[] | undefined
  active?: boolean | undefined
  _active?: Element | undefined
  patient: Reference<'Patient'>
  relationship?: CodeableConcept[] | undefined
  name?: HumanName[] | undefined
  telecom?: ContactPoint[] | undefined
  gender?: 'male' | 'female' | 'other' | 'unknown' | undefined
  _gender?: Element | undefined
  birthDate?: string | undefined
  _birthDate?: Element | undefined
  address?: Address[] | undefined
  photo?: Attachment[] | undefined
  period?: Period | undefined
  communication?: RelatedPersonCommunication[] | undefined
}

export interface RelatedPersonCommunication extends BackboneElement {
  language: CodeableConcept
  preferred?: boolean | undefined
  _preferred?: Element | undefined
}

export interface RequestGroup extends DomainResource {
  readonly resourceType: 'RequestGroup'
  identifier?: Identifier[] | undefined
  instantiatesCanonical?: string[] | undefined
  _instantiatesCanonical?: (Element | null)[] | undefined
  instantiatesUri?: string[] | undefined
  _instantiatesUri?: (Element | null)[] | undefined
  basedOn?: Reference[] | undefined
  replaces?: Reference[] | undefined
  groupIdentifier?: Identifier | undefined
  status: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element | undefined
  intent: 'proposal' | 'plan' | 'directive' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'
  _intent?: Element | undefined
  priority?: 'routine' | 'urgent' | 'asap' | 'stat' | undefined
  _priority?: Element | undefined
  code?: CodeableConcept | undefined
  subject?: Reference<'Patient' | 'Group'> | undefined
  encounter?: Reference<'Encounter'> | undefined
  authoredOn?: string | undefined
  _authoredOn?: Element | undefined
  author?: Reference<'Device' | 'Practitioner' | 'PractitionerRole'> | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[] | undefined
  note?: Annotation[] | undefined
  action?: RequestGroupAction[] | undefined
}

export interface RequestGroupAction extends BackboneElement {
  prefix?: string | undefined
  _prefix?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  textEquivalent?: string | undefined
  _textEquivalent?: Element | undefined
  priority?: 'routine' | 'urgent' | 'asap' | 'stat' | undefined
  _priority?: Element | undefined
  code?: CodeableConcept[] | undefined
  documentation?: RelatedArtifact[] | undefined
  condition?: RequestGroupActionCondition[] | undefined
  relatedAction?: RequestGroupActionRelatedAction[] | undefined
  timingDateTime?: string | undefined
  _timingDateTime?: Element | undefined
  timingAge?: Age | undefined
  timingPeriod?: Period | undefined
  timingDuration?: Duration | undefined
  timingRange?: Range | undefined
  timingTiming?: Timing | undefined
  participant?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Device'>[] | undefined
  type?: CodeableConcept | undefined
  groupingBehavior?: 'visual-group' | 'logical-group' | 'sentence-group' | undefined
  _groupingBehavior?: Element | undefined
  selectionBehavior?: 'any' | 'all' | 'all-or-none' | 'exactly-one' | 'at-most-one' | 'one-or-more' | undefined
  _selectionBehavior?: Element | undefined
  requiredBehavior?: 'must' | 'could' | 'must-unless-documented' | undefined
  _requiredBehavior?: Element | undefined
  precheckBehavior?: 'yes' | 'no' | undefined
  _precheckBehavior?: Element | undefined
  cardinalityBehavior?: 'single' | 'multiple' | undefined
  _cardinalityBehavior?: Element | undefined
  resource?: Reference | undefined
  action?: RequestGroupAction[] | undefined
}

export interface RequestGroupActionCondition extends BackboneElement {
  kind: 'applicability' | 'start' | 'stop'
  _kind?: Element | undefined
  expression?: Expression | undefined
}

export interface RequestGroupActionRelatedAction extends BackboneElement {
  actionId: string
  _actionId?: Element | undefined
  relationship: 'before-start' | 'before' | 'before-end' | 'concurrent-with-start' | 'concurrent' | 'concurrent-with-end' | 'after-start' | 'after' | 'after-end'
  _relationship?: Element | undefined
  offsetDuration?: Duration | undefined
  offsetRange?: Range | undefined
}

export interface ResearchDefinition extends DomainResource {
  readonly resourceType: 'ResearchDefinition'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  shortTitle?: string | undefined
  _shortTitle?: Element | undefined
  subtitle?: string | undefined
  _subtitle?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  subjectCodeableConcept?: CodeableConcept | undefined
  subjectReference?: Reference<'Group'> | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  comment?: string[] | undefined
  _comment?: (Element | null)[] | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  usage?: string | undefined
  _usage?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  approvalDate?: string | undefined
  _approvalDate?: Element | undefined
  lastReviewDate?: string | undefined
  _lastReviewDate?: Element | undefined
  effectivePeriod?: Period | undefined
  topic?: CodeableConcept[] | undefined
  author?: ContactDetail[] | undefined
  editor?: ContactDetail[] | undefined
  reviewer?: ContactDetail[] | undefined
  endorser?: ContactDetail[] | undefined
  relatedArtifact?: RelatedArtifact[] | undefined
  library?: string[] | undefined
  _library?: (Element | null)[] | undefined
  population: Reference<'ResearchElementDefinition'>
  exposure?: Reference<'ResearchElementDefinition'> | undefined
  exposureAlternative?: Reference<'ResearchElementDefinition'> | undefined
  outcome?: Reference<'ResearchElementDefinition'> | undefined
}

export interface ResearchElementDefinition extends DomainResource {
  readonly resourceType: 'ResearchElementDefinition'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  shortTitle?: string | undefined
  _shortTitle?: Element | undefined
  subtitle?: string | undefined
  _subtitle?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  subjectCodeableConcept?: CodeableConcept | undefined
  subjectReference?: Reference<'Group'> | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  comment?: string[] | undefined
  _comment?: (Element | null)[] | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  usage?: string | undefined
  _usage?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  approvalDate?: string | undefined
  _approvalDate?: Element | undefined
  lastReviewDate?: string | undefined
  _lastReviewDate?: Element | undefined
  effectivePeriod?: Period | undefined
  topic?: CodeableConcept[] | undefined
  author?: ContactDetail[] | undefined
  editor?: ContactDetail[] | undefined
  reviewer?: ContactDetail[] | undefined
  endorser?: ContactDetail[] | undefined
  relatedArtifact?: RelatedArtifact[] | undefined
  library?: string[] | undefined
  _library?: (Element | null)[] | undefined
  type: 'population' | 'exposure' | 'outcome'
  _type?: Element | undefined
  variableType?: 'dichotomous' | 'continuous' | 'descriptive' | undefined
  _variableType?: Element | undefined
  characteristic: ResearchElementDefinitionCharacteristic[]
}

export interface ResearchElementDefinitionCharacteristic extends BackboneElement {
  definitionCodeableConcept?: CodeableConcept | undefined
  definitionCanonical?: string | undefined
  _definitionCanonical?: Element | undefined
  definitionExpression?: Expression | undefined
  definitionDataRequirement?: DataRequirement | undefined
  usageContext?: UsageContext[] | undefined
  exclude?: boolean | undefined
  _exclude?: Element | undefined
  unitOfMeasure?: CodeableConcept | undefined
  studyEffectiveDescription?: string | undefined
  _studyEffectiveDescription?: Element | undefined
  studyEffectiveDateTime?: string | undefined
  _studyEffectiveDateTime?: Element | undefined
  studyEffectivePeriod?: Period | undefined
  studyEffectiveDuration?: Duration | undefined
  studyEffectiveTiming?: Timing | undefined
  studyEffectiveTimeFromStart?: Duration | undefined
  studyEffectiveGroupMeasure?: 'mean' | 'median' | 'mean-of-mean' | 'mean-of-median' | 'median-of-mean' | 'median-of-median' | undefined
  _studyEffectiveGroupMeasure?: Element | undefined
  participantEffectiveDescription?: string | undefined
  _participantEffectiveDescription?: Element | undefined
  participantEffectiveDateTime?: string | undefined
  _participantEffectiveDateTime?: Element | undefined
  participantEffectivePeriod?: Period | undefined
  participantEffectiveDuration?: Duration | undefined
  participantEffectiveTiming?: Timing | undefined
  participantEffectiveTimeFromStart?: Duration | undefined
  participantEffectiveGroupMeasure?: 'mean' | 'median' | 'mean-of-mean' | 'mean-of-median' | 'median-of-mean' | 'median-of-median' | undefined
  _participantEffectiveGroupMeasure?: Element | undefined
}

export interface ResearchStudy extends DomainResource {
  readonly resourceType: 'ResearchStudy'
  identifier?: Identifier[] | undefined
  title?: string | undefined
  _title?: Element | undefined
  protocol?: Reference<'PlanDefinition'>[] | undefined
  partOf?: Reference<'ResearchStudy'>[] | undefined
  status: 'active' | 'administratively-completed' | 'approved' | 'closed-to-accrual' | 'closed-to-accrual-and-intervention' | 'completed' | 'disapproved' | 'in-review' | 'temporarily-closed-to-accrual' | 'temporarily-closed-to-accrual-and-intervention' | 'withdrawn'
  _status?: Element | undefined
  primaryPurposeType?: CodeableConcept | undefined
  phase?: CodeableConcept | undefined
  category?: CodeableConcept[] | undefined
  focus?: CodeableConcept[] | undefined
  condition?: CodeableConcept[] | undefined
  contact?: ContactDetail[] | undefined
  relatedArtifact?: RelatedArtifact[] | undefined
  keyword?: CodeableConcept[] | undefined
  location?: CodeableConcept[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  enrollment?: Reference<'Group'>[] | undefined
  period?: Period | undefined
  sponsor?: Reference<'Organization'> | undefined
  principalInvestigator?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
  site?: Reference<'Location'>[] | undefined
  reasonStopped?: CodeableConcept | undefined
  note?: Annotation[] | undefined
  arm?: ResearchStudyArm[] | undefined
  objective?: ResearchStudyObjective[] | undefined
}

export interface ResearchStudyArm extends BackboneElement {
  name: string
  _name?: Element | undefined
  type?: CodeableConcept | undefined
  description?: string | undefined
  _description?: Element | undefined
}

export interface ResearchStudyObjective extends BackboneElement {
  name?: string | undefined
  _name?: Element | undefined
  type?: CodeableConcept | undefined
}

export interface ResearchSubject extends DomainResource {
  readonly resourceType: 'ResearchSubject'
  identifier?: Identifier[] | undefined
  status: 'candidate' | 'eligible' | 'follow-up' | 'ineligible' | 'not-registered' | 'off-study' | 'on-study' | 'on-study-intervention' | 'on-study-observation' | 'pending-on-study' | 'potential-candidate' | 'screening' | 'withdrawn'
  _status?: Element | undefined
  period?: Period | undefined
  study: Reference<'ResearchStudy'>
  individual: Reference<'Patient'>
  assignedArm?: string | undefined
  _assignedArm?: Element | undefined
  actualArm?: string | undefined
  _actualArm?: Element | undefined
  consent?: Reference<'Consent'> | undefined
}

export interface Resource {
  readonly resourceType: string
  id?: string | undefined
  meta?: Meta | undefined
  implicitRules?: string | undefined
  _implicitRules?: Element | undefined
  language?: string | undefined
  _language?: Element | undefined
}

export interface RiskAssessment extends DomainResource {
  readonly resourceType: 'RiskAssessment'
  identifier?: Identifier[] | undefined
  basedOn?: Reference | undefined
  parent?: Reference | undefined
  status: 'registered' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'cancelled' | 'entered-in-error' | 'unknown'
  _status?: Element | undefined
  method?: CodeableConcept | undefined
  code?: CodeableConcept | undefined
  subject: Reference<'Patient' | 'Group'>
  encounter?: Reference<'Encounter'> | undefined
  occurrenceDateTime?: string | undefined
  _occurrenceDateTime?: Element | undefined
  occurrencePeriod?: Period | undefined
  condition?: Reference<'Condition'> | undefined
  performer?: Reference<'Practitioner' | 'PractitionerRole' | 'Device'> | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[] | undefined
  basis?: Reference[] | undefined
  prediction?: RiskAssessmentPrediction[] | undefined
  mitigation?: string | undefined
  _mitigation?: Element | undefined
  note?: Annotation[] | undefined
}

export interface RiskAssessmentPrediction extends BackboneElement {
  outcome?: CodeableConcept | undefined
  probabilityDecimal?: number | undefined
  _probabilityDecimal?: Element | undefined
  probabilityRange?: Range | undefined
  qualitativeRisk?: CodeableConcept | undefined
  relativeRisk?: number | undefined
  _relativeRisk?: Element | undefined
  whenPeriod?: Period | undefined
  whenRange?: Range | undefined
  rationale?: string | undefined
  _rationale?: Element | undefined
}

export interface RiskEvidenceSynthesis extends DomainResource {
  readonly resourceType: 'RiskEvidenceSynthesis'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  note?: Annotation[] | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  approvalDate?: string | undefined
  _approvalDate?: Element | undefined
  lastReviewDate?: string | undefined
  _lastReviewDate?: Element | undefined
  effectivePeriod?: Period | undefined
  topic?: CodeableConcept[] | undefined
  author?: ContactDetail[] | undefined
  editor?: ContactDetail[] | undefined
  reviewer?: ContactDetail[] | undefined
  endorser?: ContactDetail[] | undefined
  relatedArtifact?: RelatedArtifact[] | undefined
  synthesisType?: CodeableConcept | undefined
  studyType?: CodeableConcept | undefined
  population: Reference<'EvidenceVariable'>
  exposure?: Reference<'EvidenceVariable'> | undefined
  outcome: Reference<'EvidenceVariable'>
  sampleSize?: RiskEvidenceSynthesisSampleSize | undefined
  riskEstimate?: RiskEvidenceSynthesisRiskEstimate | undefined
  certainty?: RiskEvidenceSynthesisCertainty[] | undefined
}

export interface RiskEvidenceSynthesisSampleSize extends BackboneElement {
  description?: string | undefined
  _description?: Element | undefined
  numberOfStudies?: number | undefined
  _numberOfStudies?: Element | undefined
  numberOfParticipants?: number | undefined
  _numberOfParticipants?: Element | undefined
}

export interface RiskEvidenceSynthesisRiskEstimate extends BackboneElement {
  description?: string | undefined
  _description?: Element | undefined
  type?: CodeableConcept | undefined
  value?: number | undefined
  _value?: Element | undefined
  unitOfMeasure?: CodeableConcept | undefined
  denominatorCount?: number | undefined
  _denominatorCount?: Element | undefined
  numeratorCount?: number | undefined
  _numeratorCount?: Element | undefined
  precisionEstimate?: RiskEvidenceSynthesisRiskEstimatePrecisionEstimate[] | undefined
}

export interface RiskEvidenceSynthesisRiskEstimatePrecisionEstimate extends BackboneElement {
  type?: CodeableConcept | undefined
  level?: number | undefined
  _level?: Element | undefined
  from?: number | undefined
  _from?: Element | undefined
  to?: number | undefined
  _to?: Element | undefined
}

export interface RiskEvidenceSynthesisCertainty extends BackboneElement {
  rating?: CodeableConcept[] | undefined
  note?: Annotation[] | undefined
  certaintySubcomponent?: RiskEvidenceSynthesisCertaintyCertaintySubcomponent[] | undefined
}

export interface RiskEvidenceSynthesisCertaintyCertaintySubcomponent extends BackboneElement {
  type?: CodeableConcept | undefined
  rating?: CodeableConcept[] | undefined
  note?: Annotation[] | undefined
}

export interface SampledData extends Element {
  origin: Quantity
  period: number
  _period?: Element | undefined
  factor?: number | undefined
  _factor?: Element | undefined
  lowerLimit?: number | undefined
  _lowerLimit?: Element | undefined
  upperLimit?: number | undefined
  _upperLimit?: Element | undefined
  dimensions: number
  _dimensions?: Element | undefined
  data?: string | undefined
  _data?: Element | undefined
}

export interface Schedule extends DomainResource {
  readonly resourceType: 'Schedule'
  identifier?: Identifier[] | undefined
  active?: boolean | undefined
  _active?: Element | undefined
  serviceCategory?: CodeableConcept[] | undefined
  serviceType?: CodeableConcept[] | undefined
  specialty?: CodeableConcept[] | undefined
  actor: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Device' | 'HealthcareService' | 'Location'>[]
  planningHorizon?: Period | undefined
  comment?: string | undefined
  _comment?: Element | undefined
}

export interface SearchParameter extends DomainResource {
  readonly resourceType: 'SearchParameter'
  url: string
  _url?: Element | undefined
  version?: string | undefined
  _version?: Element | undefined
  name: string
  _name?: Element | undefined
  derivedFrom?: string | undefined
  _derivedFrom?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description: string
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  code: string
  _code?: Element | undefined
  base: string[]
  _base?: (Element | null)[] | undefined
  type: 'number' | 'date' | 'string' | 'token' | 'reference' | 'composite' | 'quantity' | 'uri' | 'special'
  _type?: Element | undefined
  expression?: string | undefined
  _expression?: Element | undefined
  xpath?: string | undefined
  _xpath?: Element | undefined
  xpathUsage?: 'normal' | 'phonetic' | 'nearby' | 'distance' | 'other' | undefined
  _xpathUsage?: Element | undefined
  target?: string[] | undefined
  _target?: (Element | null)[] | undefined
  multipleOr?: boolean | undefined
  _multipleOr?: Element | undefined
  multipleAnd?: boolean | undefined
  _multipleAnd?: Element | undefined
  comparator?: ('eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap')[] | undefined
  _comparator?: (Element | null)[] | undefined
  modifier?: ('missing' | 'exact' | 'contains' | 'not' | 'text' | 'in' | 'not-in' | 'below' | 'above' | 'type' | 'identifier' | 'ofType')[] | undefined
  _modifier?: (Element | null)[] | undefined
  chain?: string[] | undefined
  _chain?: (Element | null)[] | undefined
  component?: SearchParameterComponent[] | undefined
}

export interface SearchParameterComponent extends BackboneElement {
  definition: string
  _definition?: Element | undefined
  expression: string
  _expression?: Element | undefined
}

export interface ServiceRequest extends DomainResource {
  readonly resourceType: 'ServiceRequest'
  identifier?: Identifier[] | undefined
  instantiatesCanonical?: string[] | undefined
  _instantiatesCanonical?: (Element | null)[] | undefined
  instantiatesUri?: string[] | undefined
  _instantiatesUri?: (Element | null)[] | undefined
  basedOn?: Reference<'CarePlan' | 'ServiceRequest' | 'MedicationRequest'>[] | undefined
  replaces?: Reference<'ServiceRequest'>[] | undefined
  requisition?: Identifier | undefined
  status: 'draft' | 'active' | 'on-hold' | 'revoked' | 'completed' | 'entered-in-error' | 'unknown'
  _status?: Element | undefined
  intent: 'proposal' | 'plan' | 'directive' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'
  _intent?: Element | undefined
  category?: CodeableConcept[] | undefined
  priority?: 'routine' | 'urgent' | 'asap' | 'stat' | undefined
  _priority?: Element | undefined
  doNotPerform?: boolean | undefined
  _doNotPerform?: Element | undefined
  code?: CodeableConcept | undefined
  orderDetail?: CodeableConcept[] | undefined
  quantityQuantity?: Quantity | undefined
  quantityRatio?: Ratio | undefined
  quantityRange?: Range | undefined
  subject: Reference<'Patient' | 'Group' | 'Location' | 'Device'>
  encounter?: Reference<'Encounter'> | undefined
  occurrenceDateTime?: string | undefined
  _occurrenceDateTime?: Element | undefined
  occurrencePeriod?: Period | undefined
  occurrenceTiming?: Timing | undefined
  asNeededBoolean?: boolean | undefined
  _asNeededBoolean?: Element | undefined
  asNeededCodeableConcept?: CodeableConcept | undefined
  authoredOn?: string | undefined
  _authoredOn?: Element | undefined
  requester?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'RelatedPerson' | 'Device'> | undefined
  performerType?: CodeableConcept | undefined
  performer?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam' | 'HealthcareService' | 'Patient' | 'Device' | 'RelatedPerson'>[] | undefined
  locationCode?: CodeableConcept[] | undefined
  locationReference?: Reference<'Location'>[] | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[] | undefined
  insurance?: Reference<'Coverage' | 'ClaimResponse'>[] | undefined
  supportingInfo?: Reference[] | undefined
  specimen?: Reference<'Specimen'>[] | undefined
  bodySite?: CodeableConcept[] | undefined
  note?: Annotation[] | undefined
  patientInstruction?: string | undefined
  _patientInstruction?: Element | undefined
  relevantHistory?: Reference<'Provenance'>[] | undefined
}

export interface Signature extends Element {
  type: Coding[]
  when: string
  _when?: Element | undefined
  who: Reference<'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Patient' | 'Device' | 'Organization'>
  onBehalfOf?: Reference<'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Patient' | 'Device' | 'Organization'> | undefined
  targetFormat?: string | undefined
  _targetFormat?: Element | undefined
  sigFormat?: string | undefined
  _sigFormat?: Element | undefined
  data?: string | undefined
  _data?: Element | undefined
}

export interface Slot extends DomainResource {
  readonly resourceType: 'Slot'
  identifier?: Identifier[] | undefined
  serviceCategory?: CodeableConcept[] | undefined
  serviceType?: CodeableConcept[] | undefined
  specialty?: CodeableConcept[] | undefined
  appointmentType?: CodeableConcept | undefined
  schedule: Reference<'Schedule'>
  status: 'busy' | 'free' | 'busy-unavailable' | 'busy-tentative' | 'entered-in-error'
  _status?: Element | undefined
  start: string
  _start?: Element | undefined
  end: string
  _end?: Element | undefined
  overbooked?: boolean | undefined
  _overbooked?: Element | undefined
  comment?: string | undefined
  _comment?: Element | undefined
}

export interface Specimen extends DomainResource {
  readonly resourceType: 'Specimen'
  identifier?: Identifier[] | undefined
  accessionIdentifier?: Identifier | undefined
  status?: 'available' | 'unavailable' | 'unsatisfactory' | 'entered-in-error' | undefined
  _status?: Element | undefined
  type?: CodeableConcept | undefined
  subject?: Reference<'Patient' | 'Group' | 'Device' | 'Substance' | 'Location'> | undefined
  receivedTime?: string | undefined
  _receivedTime?: Element | undefined
  parent?: Reference<'Specimen'>[] | undefined
  request?: Reference<'ServiceRequest'>[] | undefined
  collection?: SpecimenCollection | undefined
  processing?: SpecimenProcessing[] | undefined
  container?: SpecimenContainer[] | undefined
  condition?: CodeableConcept[] | undefined
  note?: Annotation[] | undefined
}

export interface SpecimenCollection extends BackboneElement {
  collector?: Reference<'Practitioner' | 'PractitionerRole'> | undefined
  collectedDateTime?: string | undefined
  _collectedDateTime?: Element | undefined
  collectedPeriod?: Period | undefined
  duration?: Duration | undefined
  quantity?: Quantity | undefined
  method?: CodeableConcept | undefined
  bodySite?: CodeableConcept | undefined
  fastingStatusCodeableConcept?: CodeableConcept | undefined
  fastingStatusDuration?: Duration | undefined
}

export interface SpecimenProcessing extends BackboneElement {
  description?: string | undefined
  _description?: Element | undefined
  procedure?: CodeableConcept | undefined
  additive?: Reference<'Substance'>[] | undefined
  timeDateTime?: string | undefined
  _timeDateTime?: Element | undefined
  timePeriod?: Period | undefined
}

export interface SpecimenContainer extends BackboneElement {
  identifier?: Identifier[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  type?: CodeableConcept | undefined
  capacity?: Quantity | undefined
  specimenQuantity?: Quantity | undefined
  additiveCodeableConcept?: CodeableConcept | undefined
  additiveReference?: Reference<'Substance'> | undefined
}

export interface SpecimenDefinition extends DomainResource {
  readonly resourceType: 'SpecimenDefinition'
  identifier?: Identifier | undefined
  typeCollected?: CodeableConcept | undefined
  patientPreparation?: CodeableConcept[] | undefined
  timeAspect?: string | undefined
  _timeAspect?: Element | undefined
  collection?: CodeableConcept[] | undefined
  typeTested?: SpecimenDefinitionTypeTested[] | undefined
}

export interface SpecimenDefinitionTypeTested extends BackboneElement {
  isDerived?: boolean | undefined
  _isDerived?: Element | undefined
  type?: CodeableConcept | undefined
  preference: 'preferred' | 'alternate'
  _preference?: Element | undefined
  container?: SpecimenDefinitionTypeTestedContainer | undefined
  requirement?: string | undefined
  _requirement?: Element | undefined
  retentionTime?: Duration | undefined
  rejectionCriterion?: CodeableConcept[] | undefined
  handling?: SpecimenDefinitionTypeTestedHandling[] | undefined
}

export interface SpecimenDefinitionTypeTestedContainer extends BackboneElement {
  material?: CodeableConcept | undefined
  type?: CodeableConcept | undefined
  cap?: CodeableConcept | undefined
  description?: string | undefined
  _description?: Element | undefined
  capacity?: Quantity | undefined
  minimumVolumeQuantity?: Quantity | undefined
  minimumVolumeString?: string | undefined
  _minimumVolumeString?: Element | undefined
  additive?: SpecimenDefinitionTypeTestedContainerAdditive[] | undefined
  preparation?: string | undefined
  _preparation?: Element | undefined
}

export interface SpecimenDefinitionTypeTestedContainerAdditive extends BackboneElement {
  additiveCodeableConcept?: CodeableConcept | undefined
  additiveReference?: Reference<'Substance'> | undefined
}

export interface SpecimenDefinitionTypeTestedHandling extends BackboneElement {
  temperatureQualifier?: CodeableConcept | undefined
  temperatureRange?: Range | undefined
  maxDuration?: Duration | undefined
  instruction?: string | undefined
  _instruction?: Element | undefined
}

export interface StructureDefinition extends DomainResource {
  readonly resourceType: 'StructureDefinition'
  url: string
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name: string
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  keyword?: Coding[] | undefined
  fhirVersion?: '0.01' | '0.05' | '0.06' | '0.11' | '0.0.80' | '0.0.81' | '0.0.82' | '0.4.0' | '0.5.0' | '1.0.0' | '1.0.1' | '1.0.2' | '1.1.0' | '1.4.0' | '1.6.0' | '1.8.0' | '3.0.0' | '3.0.1' | '3.3.0' | '3.5.0' | '4.0.0' | '4.0.1' | undefined
  _fhirVersion?: Element | undefined
  mapping?: StructureDefinitionMapping[] | undefined
  kind: 'primitive-type' | 'complex-type' | 'resource' | 'logical'
  _kind?: Element | undefined
  abstract: boolean
  _abstract?: Element | undefined
  context?: StructureDefinitionContext[] | undefined
  contextInvariant?: string[] | undefined
  _contextInvariant?: (Element | null)[] | undefined
  type: string
  _type?: Element | undefined
  baseDefinition?: string | undefined
  _baseDefinition?: Element | undefined
  derivation?: 'specialization' | 'constraint' | undefined
  _derivation?: Element | undefined
  snapshot?: StructureDefinitionSnapshot | undefined
  differential?: StructureDefinitionDifferential | undefined
}

export interface StructureDefinitionMapping extends BackboneElement {
  identity: string
  _identity?: Element | undefined
  uri?: string | undefined
  _uri?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  comment?: string | undefined
  _comment?: Element | undefined
}

export interface StructureDefinitionContext extends BackboneElement {
  type: 'fhirpath' | 'element' | 'extension'
  _type?: Element | undefined
  expression: string
  _expression?: Element | undefined
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
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name: string
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  structure?: StructureMapStructure[] | undefined
  import?: string[] | undefined
  _import?: (Element | null)[] | undefined
  group: StructureMapGroup[]
}

export interface StructureMapStructure extends BackboneElement {
  url: string
  _url?: Element | undefined
  mode: 'source' | 'queried' | 'target' | 'produced'
  _mode?: Element | undefined
  alias?: string | undefined
  _alias?: Element | undefined
  documentation?: string | undefined
  _documentation?: Element | undefined
}

export interface StructureMapGroup extends BackboneElement {
  name: string
  _name?: Element | undefined
  extends?: string | undefined
  _extends?: Element | undefined
  typeMode: 'none' | 'types' | 'type-and-types'
  _typeMode?: Element | undefined
  documentation?: string | undefined
  _documentation?: Element | undefined
  input: StructureMapGroupInput[]
  rule: StructureMapGroupRule[]
}

export interface StructureMapGroupInput extends BackboneElement {
  name: string
  _name?: Element | undefined
  type?: string | undefined
  _type?: Element | undefined
  mode: 'source' | 'target'
  _mode?: Element | undefined
  documentation?: string | undefined
  _documentation?: Element | undefined
}

export interface StructureMapGroupRule extends BackboneElement {
  name: string
  _name?: Element | undefined
  source: StructureMapGroupRuleSource[]
  target?: StructureMapGroupRuleTarget[] | undefined
  rule?: StructureMapGroupRule[] | undefined
  dependent?: StructureMapGroupRuleDependent[] | undefined
  documentation?: string | undefined
  _documentation?: Element | undefined
}

export interface StructureMapGroupRuleSource extends BackboneElement {
  context: string
  _context?: Element | undefined
  min?: number | undefined
  _min?: Element | undefined
  max?: string | undefined
  _max?: Element | undefined
  type?: string | undefined
  _type?: Element | undefined
  defaultValueBase64Binary?: string | undefined
  _defaultValueBase64Binary?: Element | undefined
  defaultValueBoolean?: boolean | undefined
  _defaultValueBoolean?: Element | undefined
  defaultValueCanonical?: string | undefined
  _defaultValueCanonical?: Element | undefined
  defaultValueCode?: string | undefined
  _defaultValueCode?: Element | undefined
  defaultValueDate?: string | undefined
  _defaultValueDate?: Element | undefined
  defaultValueDateTime?: string | undefined
  _defaultValueDateTime?: Element | undefined
  defaultValueDecimal?: number | undefined
  _defaultValueDecimal?: Element | undefined
  defaultValueId?: string | undefined
  _defaultValueId?: Element | undefined
  defaultValueInstant?: string | undefined
  _defaultValueInstant?: Element | undefined
  defaultValueInteger?: number | undefined
  _defaultValueInteger?: Element | undefined
  defaultValueMarkdown?: string | undefined
  _defaultValueMarkdown?: Element | undefined
  defaultValueOid?: string | undefined
  _defaultValueOid?: Element | undefined
  defaultValuePositiveInt?: number | undefined
  _defaultValuePositiveInt?: Element | undefined
  defaultValueString?: string | undefined
  _defaultValueString?: Element | undefined
  defaultValueTime?: string | undefined
  _defaultValueTime?: Element | undefined
  defaultValueUnsignedInt?: number | undefined
  _defaultValueUnsignedInt?: Element | undefined
  defaultValueUri?: string | undefined
  _defaultValueUri?: Element | undefined
  defaultValueUrl?: string | undefined
  _defaultValueUrl?: Element | undefined
  defaultValueUuid?: string | undefined
  _defaultValueUuid?: Element | undefined
  defaultValueAddress?: Address | undefined
  defaultValueAge?: Age | undefined
  defaultValueAnnotation?: Annotation | undefined
  defaultValueAttachment?: Attachment | undefined
  defaultValueCodeableConcept?: CodeableConcept | undefined
  defaultValueCoding?: Coding | undefined
  defaultValueContactPoint?: ContactPoint | undefined
  defaultValueCount?: Count | undefined
  defaultValueDistance?: Distance | undefined
  defaultValueDuration?: Duration | undefined
  defaultValueHumanName?: HumanName | undefined
  defaultValueIdentifier?: Identifier | undefined
  defaultValueMoney?: Money | undefined
  defaultValuePeriod?: Period | undefined
  defaultValueQuantity?: Quantity | undefined
  defaultValueRange?: Range | undefined
  defaultValueRatio?: Ratio | undefined
  defaultValueReference?: Reference | undefined
  defaultValueSampledData?: SampledData | undefined
  defaultValueSignature?: Signature | undefined
  defaultValueTiming?: Timing | undefined
  defaultValueContactDetail?: ContactDetail | undefined
  defaultValueContributor?: Contributor | undefined
  defaultValueDataRequirement?: DataRequirement | undefined
  defaultValueExpression?: Expression | undefined
  defaultValueParameterDefinition?: ParameterDefinition | undefined
  defaultValueRelatedArtifact?: RelatedArtifact | undefined
  defaultValueTriggerDefinition?: TriggerDefinition | undefined
  defaultValueUsageContext?: UsageContext | undefined
  defaultValueDosage?: Dosage | undefined
  defaultValueMeta?: Meta | undefined
  element?: string | undefined
  _element?: Element | undefined
  listMode?: 'first' | 'not_first' | 'last' | 'not_last' | 'only_one' | undefined
  _listMode?: Element | undefined
  variable?: string | undefined
  _variable?: Element | undefined
  condition?: string | undefined
  _condition?: Element | undefined
  check?: string | undefined
  _check?: Element | undefined
  logMessage?: string | undefined
  _logMessage?: Element | undefined
}

export interface StructureMapGroupRuleTarget extends BackboneElement {
  context?: string | undefined
  _context?: Element | undefined
  contextType?: 'type' | 'variable' | undefined
  _contextType?: Element | undefined
  element?: string | undefined
  _element?: Element | undefined
  variable?: string | undefined
  _variable?: Element | undefined
  listMode?: ('first' | 'share' | 'last' | 'collate')[] | undefined
  _listMode?: (Element | null)[] | undefined
  listRuleId?: string | undefined
  _listRuleId?: Element | undefined
  transform?: 'create' | 'copy' | 'truncate' | 'escape' | 'cast' | 'append' | 'translate' | 'reference' | 'dateOp' | 'uuid' | 'pointer' | 'evaluate' | 'cc' | 'c' | 'qty' | 'id' | 'cp' | undefined
  _transform?: Element | undefined
  parameter?: StructureMapGroupRuleTargetParameter[] | undefined
}

export interface StructureMapGroupRuleTargetParameter extends BackboneElement {
  valueId?: string | undefined
  _valueId?: Element | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueInteger?: number | undefined
  _valueInteger?: Element | undefined
  valueDecimal?: number | undefined
  _valueDecimal?: Element | undefined
}

export interface StructureMapGroupRuleDependent extends BackboneElement {
  name: string
  _name?: Element | undefined
  variable: string[]
  _variable?: (Element | null)[] | undefined
}

export interface Subscription extends DomainResource {
  readonly resourceType: 'Subscription'
  status: 'requested' | 'active' | 'error' | 'off'
  _status?: Element | undefined
  contact?: ContactPoint[] | undefined
  end?: string | undefined
  _end?: Element | undefined
  reason: string
  _reason?: Element | undefined
  criteria: string
  _criteria?: Element | undefined
  error?: string | undefined
  _error?: Element | undefined
  channel: SubscriptionChannel
}

export interface SubscriptionChannel extends BackboneElement {
  type: 'rest-hook' | 'websocket' | 'email' | 'sms' | 'message'
  _type?: Element | undefined
  endpoint?: string | undefined
  _endpoint?: Element | undefined
  payload?: string | undefined
  _payload?: Element | undefined
  header?: string[] | undefined
  _header?: (Element | null)[] | undefined
}

export interface Substance extends DomainResource {
  readonly resourceType: 'Substance'
  identifier?: Identifier[] | undefined
  status?: 'active' | 'inactive' | 'entered-in-error' | undefined
  _status?: Element | undefined
  category?: CodeableConcept[] | undefined
  code: CodeableConcept
  description?: string | undefined
  _description?: Element | undefined
  instance?: SubstanceInstance[] | undefined
  ingredient?: SubstanceIngredient[] | undefined
}

export interface SubstanceInstance extends BackboneElement {
  identifier?: Identifier | undefined
  expiry?: string | undefined
  _expiry?: Element | undefined
  quantity?: Quantity | undefined
}

export interface SubstanceIngredient extends BackboneElement {
  quantity?: Ratio | undefined
  substanceCodeableConcept?: CodeableConcept | undefined
  substanceReference?: Reference<'Substance'> | undefined
}

export interface SubstanceAmount extends BackboneElement {
  amountQuantity?: Quantity | undefined
  amountRange?: Range | undefined
  amountString?: string | undefined
  _amountString?: Element | undefined
  amountType?: CodeableConcept | undefined
  amountText?: string | undefined
  _amountText?: Element | undefined
  referenceRange?: SubstanceAmountReferenceRange | undefined
}

export interface SubstanceAmountReferenceRange extends Element {
  lowLimit?: Quantity | undefined
  highLimit?: Quantity | undefined
}

export interface SubstanceNucleicAcid extends DomainResource {
  readonly resourceType: 'SubstanceNucleicAcid'
  sequenceType?: CodeableConcept | undefined
  numberOfSubunits?: number | undefined
  _numberOfSubunits?: Element | undefined
  areaOfHybridisation?: string | undefined
  _areaOfHybridisation?: Element | undefined
  oligoNucleotideType?: CodeableConcept | undefined
  subunit?: SubstanceNucleicAcidSubunit[] | undefined
}

export interface SubstanceNucleicAcidSubunit extends BackboneElement {
  subunit?: number | undefined
  _subunit?: Element | undefined
  sequence?: string | undefined
  _sequence?: Element | undefined
  length?: number | undefined
  _length?: Element | undefined
  sequenceAttachment?: Attachment | undefined
  fivePrime?: CodeableConcept | undefined
  threePrime?: CodeableConcept | undefined
  linkage?: SubstanceNucleicAcidSubunitLinkage[] | undefined
  sugar?: SubstanceNucleicAcidSubunitSugar[] | undefined
}

export interface SubstanceNucleicAcidSubunitLinkage extends BackboneElement {
  connectivity?: string | undefined
  _connectivity?: Element | undefined
  identifier?: Identifier | undefined
  name?: string | undefined
  _name?: Element | undefined
  residueSite?: string | undefined
  _residueSite?: Element | undefined
}

export interface SubstanceNucleicAcidSubunitSugar extends BackboneElement {
  identifier?: Identifier | undefined
  name?: string | undefined
  _name?: Element | undefined
  residueSite?: string | undefined
  _residueSite?: Element | undefined
}

export interface SubstancePolymer extends DomainResource {
  readonly resourceType: 'SubstancePolymer'
  class?: CodeableConcept | undefined
  geometry?: CodeableConcept | undefined
  copolymerConnectivity?: CodeableConcept[] | undefined
  modification?: string[] | undefined
  _modification?: (Element | null)[] | undefined
  monomerSet?: SubstancePolymerMonomerSet[] | undefined
  repeat?: SubstancePolymerRepeat[] | undefined
}

export interface SubstancePolymerMonomerSet extends BackboneElement {
  ratioType?: CodeableConcept | undefined
  startingMaterial?: SubstancePolymerMonomerSetStartingMaterial[] | undefined
}

export interface SubstancePolymerMonomerSetStartingMaterial extends BackboneElement {
  material?: CodeableConcept | undefined
  type?: CodeableConcept | undefined
  isDefining?: boolean | undefined
  _isDefining?: Element | undefined
  amount?: SubstanceAmount | undefined
}

export interface SubstancePolymerRepeat extends BackboneElement {
  numberOfUnits?: number | undefined
  _numberOfUnits?: Element | undefined
  averageMolecularFormula?: string | undefined
  _averageMolecularFormula?: Element | undefined
  repeatUnitAmountType?: CodeableConcept | undefined
  repeatUnit?: SubstancePolymerRepeatRepeatUnit[] | undefined
}

export interface SubstancePolymerRepeatRepeatUnit extends BackboneElement {
  orientationOfPolymerisation?: CodeableConcept | undefined
  repeatUnit?: string | undefined
  _repeatUnit?: Element | undefined
  amount?: SubstanceAmount | undefined
  degreeOfPolymerisation?: SubstancePolymerRepeatRepeatUnitDegreeOfPolymerisation[] | undefined
  structuralRepresentation?: SubstancePolymerRepeatRepeatUnitStructuralRepresentation[] | undefined
}

export interface SubstancePolymerRepeatRepeatUnitDegreeOfPolymerisation extends BackboneElement {
  degree?: CodeableConcept | undefined
  amount?: SubstanceAmount | undefined
}

export interface SubstancePolymerRepeatRepeatUnitStructuralRepresentation extends BackboneElement {
  type?: CodeableConcept | undefined
  representation?: string | undefined
  _representation?: Element | undefined
  attachment?: Attachment | undefined
}

export interface SubstanceProtein extends DomainResource {
  readonly resourceType: 'SubstanceProtein'
  sequenceType?: CodeableConcept | undefined
  numberOfSubunits?: number | undefined
  _numberOfSubunits?: Element | undefined
  disulfideLinkage?: string[] | undefined
  _disulfideLinkage?: (Element | null)[] | undefined
  subunit?: SubstanceProteinSubunit[] | undefined
}

export interface SubstanceProteinSubunit extends BackboneElement {
  subunit?: number | undefined
  _subunit?: Element | undefined
  sequence?: string | undefined
  _sequence?: Element | undefined
  length?: number | undefined
  _length?: Element | undefined
  sequenceAttachment?: Attachment | undefined
  nTerminalModificationId?: Identifier | undefined
  nTerminalModification?: string | undefined
  _nTerminalModification?: Element | undefined
  cTerminalModificationId?: Identifier | undefined
  cTerminalModification?: string | undefined
  _cTerminalModification?: Element | undefined
}

export interface SubstanceReferenceInformation extends DomainResource {
  readonly resourceType: 'SubstanceReferenceInformation'
  comment?: string | undefined
  _comment?: Element | undefined
  gene?: SubstanceReferenceInformationGene[] | undefined
  geneElement?: SubstanceReferenceInformationGeneElement[] | undefined
  classification?: SubstanceReferenceInformationClassification[] | undefined
  target?: SubstanceReferenceInformationTarget[] | undefined
}

export interface SubstanceReferenceInformationGene extends BackboneElement {
  geneSequenceOrigin?: CodeableConcept | undefined
  gene?: CodeableConcept | undefined
  source?: Reference<'DocumentReference'>[] | undefined
}

export interface SubstanceReferenceInformationGeneElement extends BackboneElement {
  type?: CodeableConcept | undefined
  element?: Identifier | undefined
  source?: Reference<'DocumentReference'>[] | undefined
}

export interface SubstanceReferenceInformationClassification extends BackboneElement {
  domain?: CodeableConcept | undefined
  classification?: CodeableConcept | undefined
  subtype?: CodeableConcept[] | undefined
  source?: Reference<'DocumentReference'>[] | undefined
}

export interface SubstanceReferenceInformationTarget extends BackboneElement {
  target?: Identifier | undefined
  type?: CodeableConcept | undefined
  interaction?: CodeableConcept | undefined
  organism?: CodeableConcept | undefined
  organismType?: CodeableConcept | undefined
  amountQuantity?: Quantity | undefined
  amountRange?: Range | undefined
  amountString?: string | undefined
  _amountString?: Element | undefined
  amountType?: CodeableConcept | undefined
  source?: Reference<'DocumentReference'>[] | undefined
}

export interface SubstanceSourceMaterial extends DomainResource {
  readonly resourceType: 'SubstanceSourceMaterial'
  sourceMaterialClass?: CodeableConcept | undefined
  sourceMaterialType?: CodeableConcept | undefined
  sourceMaterialState?: CodeableConcept | undefined
  organismId?: Identifier | undefined
  organismName?: string | undefined
  _organismName?: Element | undefined
  parentSubstanceId?: Identifier[] | undefined
  parentSubstanceName?: string[] | undefined
  _parentSubstanceName?: (Element | null)[] | undefined
  countryOfOrigin?: CodeableConcept[] | undefined
  geographicalLocation?: string[] | undefined
  _geographicalLocation?: (Element | null)[] | undefined
  developmentStage?: CodeableConcept | undefined
  fractionDescription?: SubstanceSourceMaterialFractionDescription[] | undefined
  organism?: SubstanceSourceMaterialOrganism | undefined
  partDescription?: SubstanceSourceMaterialPartDescription[] | undefined
}

export interface SubstanceSourceMaterialFractionDescription extends BackboneElement {
  fraction?: string | undefined
  _fraction?: Element | undefined
  materialType?: CodeableConcept | undefined
}

export interface SubstanceSourceMaterialOrganism extends BackboneElement {
  family?: CodeableConcept | undefined
  genus?: CodeableConcept | undefined
  species?: CodeableConcept | undefined
  intraspecificType?: CodeableConcept | undefined
  intraspecificDescription?: string | undefined
  _intraspecificDescription?: Element | undefined
  author?: SubstanceSourceMaterialOrganismAuthor[] | undefined
  hybrid?: SubstanceSourceMaterialOrganismHybrid | undefined
  organismGeneral?: SubstanceSourceMaterialOrganismOrganismGeneral | undefined
}

export interface SubstanceSourceMaterialOrganismAuthor extends BackboneElement {
  authorType?: CodeableConcept | undefined
  authorDescription?: string | undefined
  _authorDescription?: Element | undefined
}

export interface SubstanceSourceMaterialOrganismHybrid extends BackboneElement {
  maternalOrganismId?: string | undefined
  _maternalOrganismId?: Element | undefined
  maternalOrganismName?: string | undefined
  _maternalOrganismName?: Element | undefined
  paternalOrganismId?: string | undefined
  _paternalOrganismId?: Element | undefined
  paternalOrganismName?: string | undefined
  _paternalOrganismName?: Element | undefined
  hybridType?: CodeableConcept | undefined
}

export interface SubstanceSourceMaterialOrganismOrganismGeneral extends BackboneElement {
  kingdom?: CodeableConcept | undefined
  phylum?: CodeableConcept | undefined
  class?: CodeableConcept | undefined
  order?: CodeableConcept | undefined
}

export interface SubstanceSourceMaterialPartDescription extends BackboneElement {
  part?: CodeableConcept | undefined
  partLocation?: CodeableConcept | undefined
}

export interface SubstanceSpecification extends DomainResource {
  readonly resourceType: 'SubstanceSpecification'
  identifier?: Identifier | undefined
  type?: CodeableConcept | undefined
  status?: CodeableConcept | undefined
  domain?: CodeableConcept | undefined
  description?: string | undefined
  _description?: Element | undefined
  source?: Reference<'DocumentReference'>[] | undefined
  comment?: string | undefined
  _comment?: Element | undefined
  moiety?: SubstanceSpecificationMoiety[] | undefined
  property?: SubstanceSpecificationProperty[] | undefined
  referenceInformation?: Reference<'SubstanceReferenceInformation'> | undefined
  structure?: SubstanceSpecificationStructure | undefined
  code?: SubstanceSpecificationCode[] | undefined
  name?: SubstanceSpecificationName[] | undefined
  molecularWeight?: SubstanceSpecificationStructureIsotopeMolecularWeight[] | undefined
  relationship?: SubstanceSpecificationRelationship[] | undefined
  nucleicAcid?: Reference<'SubstanceNucleicAcid'> | undefined
  polymer?: Reference<'SubstancePolymer'> | undefined
  protein?: Reference<'SubstanceProtein'> | undefined
  sourceMaterial?: Reference<'SubstanceSourceMaterial'> | undefined
}

export interface SubstanceSpecificationMoiety extends BackboneElement {
  role?: CodeableConcept | undefined
  identifier?: Identifier | undefined
  name?: string | undefined
  _name?: Element | undefined
  stereochemistry?: CodeableConcept | undefined
  opticalActivity?: CodeableConcept | undefined
  molecularFormula?: string | undefined
  _molecularFormula?: Element | undefined
  amountQuantity?: Quantity | undefined
  amountString?: string | undefined
  _amountString?: Element | undefined
}

export interface SubstanceSpecificationProperty extends BackboneElement {
  category?: CodeableConcept | undefined
  code?: CodeableConcept | undefined
  parameters?: string | undefined
  _parameters?: Element | undefined
  definingSubstanceReference?: Reference<'SubstanceSpecification' | 'Substance'> | undefined
  definingSubstanceCodeableConcept?: CodeableConcept | undefined
  amountQuantity?: Quantity | undefined
  amountString?: string | undefined
  _amountString?: Element | undefined
}

export interface SubstanceSpecificationStructure extends BackboneElement {
  stereochemistry?: CodeableConcept | undefined
  opticalActivity?: CodeableConcept | undefined
  molecularFormula?: string | undefined
  _molecularFormula?: Element | undefined
  molecularFormulaByMoiety?: string | undefined
  _molecularFormulaByMoiety?: Element | undefined
  isotope?: SubstanceSpecificationStructureIsotope[] | undefined
  molecularWeight?: SubstanceSpecificationStructureIsotopeMolecularWeight | undefined
  source?: Reference<'DocumentReference'>[] | undefined
  representation?: SubstanceSpecificationStructureRepresentation[] | undefined
}

export interface SubstanceSpecificationStructureIsotope extends BackboneElement {
  identifier?: Identifier | undefined
  name?: CodeableConcept | undefined
  substitution?: CodeableConcept | undefined
  halfLife?: Quantity | undefined
  molecularWeight?: SubstanceSpecificationStructureIsotopeMolecularWeight | undefined
}

export interface SubstanceSpecificationStructureIsotopeMolecularWeight extends BackboneElement {
  method?: CodeableConcept | undefined
  type?: CodeableConcept | undefined
  amount?: Quantity | undefined
}

export interface SubstanceSpecificationStructureRepresentation extends BackboneElement {
  type?: CodeableConcept | undefined
  representation?: string | undefined
  _representation?: Element | undefined
  attachment?: Attachment | undefined
}

export interface SubstanceSpecificationCode extends BackboneElement {
  code?: CodeableConcept | undefined
  status?: CodeableConcept | undefined
  statusDate?: string | undefined
  _statusDate?: Element | undefined
  comment?: string | undefined
  _comment?: Element | undefined
  source?: Reference<'DocumentReference'>[] | undefined
}

export interface SubstanceSpecificationName extends BackboneElement {
  name: string
  _name?: Element | undefined
  type?: CodeableConcept | undefined
  status?: CodeableConcept | undefined
  preferred?: boolean | undefined
  _preferred?: Element | undefined
  language?: CodeableConcept[] | undefined
  domain?: CodeableConcept[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  synonym?: SubstanceSpecificationName[] | undefined
  translation?: SubstanceSpecificationName[] | undefined
  official?: SubstanceSpecificationNameOfficial[] | undefined
  source?: Reference<'DocumentReference'>[] | undefined
}

export interface SubstanceSpecificationNameOfficial extends BackboneElement {
  authority?: CodeableConcept | undefined
  status?: CodeableConcept | undefined
  date?: string | undefined
  _date?: Element | undefined
}

export interface SubstanceSpecificationRelationship extends BackboneElement {
  substanceReference?: Reference<'SubstanceSpecification'> | undefined
  substanceCodeableConcept?: CodeableConcept | undefined
  relationship?: CodeableConcept | undefined
  isDefining?: boolean | undefined
  _isDefining?: Element | undefined
  amountQuantity?: Quantity | undefined
  amountRange?: Range | undefined
  amountRatio?: Ratio | undefined
  amountString?: string | undefined
  _amountString?: Element | undefined
  amountRatioLowLimit?: Ratio | undefined
  amountType?: CodeableConcept | undefined
  source?: Reference<'DocumentReference'>[] | undefined
}

export interface SupplyDelivery extends DomainResource {
  readonly resourceType: 'SupplyDelivery'
  identifier?: Identifier[] | undefined
  basedOn?: Reference<'SupplyRequest'>[] | undefined
  partOf?: Reference<'SupplyDelivery' | 'Contract'>[] | undefined
  status?: 'in-progress' | 'completed' | 'abandoned' | 'entered-in-error' | undefined
  _status?: Element | undefined
  patient?: Reference<'Patient'> | undefined
  type?: CodeableConcept | undefined
  suppliedItem?: SupplyDeliverySuppliedItem | undefined
  occurrenceDateTime?: string | undefined
  _occurrenceDateTime?: Element | undefined
  occurrencePeriod?: Period | undefined
  occurrenceTiming?: Timing | undefined
  supplier?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  destination?: Reference<'Location'> | undefined
  receiver?: Reference<'Practitioner' | 'PractitionerRole'>[] | undefined
}

export interface SupplyDeliverySuppliedItem extends BackboneElement {
  quantity?: Quantity | undefined
  itemCodeableConcept?: CodeableConcept | undefined
  itemReference?: Reference<'Medication' | 'Substance' | 'Device'> | undefined
}

export interface SupplyRequest extends DomainResource {
  readonly resourceType: 'SupplyRequest'
  identifier?: Identifier[] | undefined
  status?: 'draft' | 'active' | 'suspended' | 'cancelled' | 'completed' | 'entered-in-error' | 'unknown' | undefined
  _status?: Element | undefined
  category?: CodeableConcept | undefined
  priority?: 'routine' | 'urgent' | 'asap' | 'stat' | undefined
  _priority?: Element | undefined
  itemCodeableConcept?: CodeableConcept | undefined
  itemReference?: Reference<'Medication' | 'Substance' | 'Device'> | undefined
  quantity: Quantity
  parameter?: SupplyRequestParameter[] | undefined
  occurrenceDateTime?: string | undefined
  _occurrenceDateTime?: Element | undefined
  occurrencePeriod?: Period | undefined
  occurrenceTiming?: Timing | undefined
  authoredOn?: string | undefined
  _authoredOn?: Element | undefined
  requester?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'Patient' | 'RelatedPerson' | 'Device'> | undefined
  supplier?: Reference<'Organization' | 'HealthcareService'>[] | undefined
  reasonCode?: CodeableConcept[] | undefined
  reasonReference?: Reference<'Condition' | 'Observation' | 'DiagnosticReport' | 'DocumentReference'>[] | undefined
  deliverFrom?: Reference<'Organization' | 'Location'> | undefined
  deliverTo?: Reference<'Organization' | 'Location' | 'Patient'> | undefined
}

export interface SupplyRequestParameter extends BackboneElement {
  code?: CodeableConcept | undefined
  valueCodeableConcept?: CodeableConcept | undefined
  valueQuantity?: Quantity | undefined
  valueRange?: Range | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
}

export interface Task extends DomainResource {
  readonly resourceType: 'Task'
  identifier?: Identifier[] | undefined
  instantiatesCanonical?: string | undefined
  _instantiatesCanonical?: Element | undefined
  instantiatesUri?: string | undefined
  _instantiatesUri?: Element | undefined
  basedOn?: Reference[] | undefined
  groupIdentifier?: Identifier | undefined
  partOf?: Reference<'Task'>[] | undefined
  status: 'draft' | 'requested' | 'received' | 'accepted' | 'rejected' | 'ready' | 'cancelled' | 'in-progress' | 'on-hold' | 'failed' | 'completed' | 'entered-in-error'
  _status?: Element | undefined
  statusReason?: CodeableConcept | undefined
  businessStatus?: CodeableConcept | undefined
  intent: 'unknown' | 'proposal' | 'plan' | 'order' | 'original-order' | 'reflex-order' | 'filler-order' | 'instance-order' | 'option'
  _intent?: Element | undefined
  priority?: 'routine' | 'urgent' | 'asap' | 'stat' | undefined
  _priority?: Element | undefined
  code?: CodeableConcept | undefined
  description?: string | undefined
  _description?: Element | undefined
  focus?: Reference | undefined
  for?: Reference | undefined
  encounter?: Reference<'Encounter'> | undefined
  executionPeriod?: Period | undefined
  authoredOn?: string | undefined
  _authoredOn?: Element | undefined
  lastModified?: string | undefined
  _lastModified?: Element | undefined
  requester?: Reference<'Device' | 'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson'> | undefined
  performerType?: CodeableConcept[] | undefined
  owner?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization' | 'CareTeam' | 'HealthcareService' | 'Patient' | 'Device' | 'RelatedPerson'> | undefined
  location?: Reference<'Location'> | undefined
  reasonCode?: CodeableConcept | undefined
  reasonReference?: Reference | undefined
  insurance?: Reference<'Coverage' | 'ClaimResponse'>[] | undefined
  note?: Annotation[] | undefined
  relevantHistory?: Reference<'Provenance'>[] | undefined
  restriction?: TaskRestriction | undefined
  input?: TaskInput[] | undefined
  output?: TaskOutput[] | undefined
}

export interface TaskRestriction extends BackboneElement {
  repetitions?: number | undefined
  _repetitions?: Element | undefined
  period?: Period | undefined
  recipient?: Reference<'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson' | 'Group' | 'Organization'>[] | undefined
}

export interface TaskInput extends BackboneElement {
  type: CodeableConcept
  valueBase64Binary?: string | undefined
  _valueBase64Binary?: Element | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueCanonical?: string | undefined
  _valueCanonical?: Element | undefined
  valueCode?: string | undefined
  _valueCode?: Element | undefined
  valueDate?: string | undefined
  _valueDate?: Element | undefined
  valueDateTime?: string | undefined
  _valueDateTime?: Element | undefined
  valueDecimal?: number | undefined
  _valueDecimal?: Element | undefined
  valueId?: string | undefined
  _valueId?: Element | undefined
  valueInstant?: string | undefined
  _valueInstant?: Element | undefined
  valueInteger?: number | undefined
  _valueInteger?: Element | undefined
  valueMarkdown?: string | undefined
  _valueMarkdown?: Element | undefined
  valueOid?: string | undefined
  _valueOid?: Element | undefined
  valuePositiveInt?: number | undefined
  _valuePositiveInt?: Element | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueTime?: string | undefined
  _valueTime?: Element | undefined
  valueUnsignedInt?: number | undefined
  _valueUnsignedInt?: Element | undefined
  valueUri?: string | undefined
  _valueUri?: Element | undefined
  valueUrl?: string | undefined
  _valueUrl?: Element | undefined
  valueUuid?: string | undefined
  _valueUuid?: Element | undefined
  valueAddress?: Address | undefined
  valueAge?: Age | undefined
  valueAnnotation?: Annotation | undefined
  valueAttachment?: Attachment | undefined
  valueCodeableConcept?: CodeableConcept | undefined
  valueCoding?: Coding | undefined
  valueContactPoint?: ContactPoint | undefined
  valueCount?: Count | undefined
  valueDistance?: Distance | undefined
  valueDuration?: Duration | undefined
  valueHumanName?: HumanName | undefined
  valueIdentifier?: Identifier | undefined
  valueMoney?: Money | undefined
  valuePeriod?: Period | undefined
  valueQuantity?: Quantity | undefined
  valueRange?: Range | undefined
  valueRatio?: Ratio | undefined
  valueReference?: Reference | undefined
  valueSampledData?: SampledData | undefined
  valueSignature?: Signature | undefined
  valueTiming?: Timing | undefined
  valueContactDetail?: ContactDetail | undefined
  valueContributor?: Contributor | undefined
  valueDataRequirement?: DataRequirement | undefined
  valueExpression?: Expression | undefined
  valueParameterDefinition?: ParameterDefinition | undefined
  valueRelatedArtifact?: RelatedArtifact | undefined
  valueTriggerDefinition?: TriggerDefinition | undefined
  valueUsageContext?: UsageContext | undefined
  valueDosage?: Dosage | undefined
  valueMeta?: Meta | undefined
}

export interface TaskOutput extends BackboneElement {
  type: CodeableConcept
  valueBase64Binary?: string | undefined
  _valueBase64Binary?: Element | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueCanonical?: string | undefined
  _valueCanonical?: Element | undefined
  valueCode?: string | undefined
  _valueCode?: Element | undefined
  valueDate?: string | undefined
  _valueDate?: Element | undefined
  valueDateTime?: string | undefined
  _valueDateTime?: Element | undefined
  valueDecimal?: number | undefined
  _valueDecimal?: Element | undefined
  valueId?: string | undefined
  _valueId?: Element | undefined
  valueInstant?: string | undefined
  _valueInstant?: Element | undefined
  valueInteger?: number | undefined
  _valueInteger?: Element | undefined
  valueMarkdown?: string | undefined
  _valueMarkdown?: Element | undefined
  valueOid?: string | undefined
  _valueOid?: Element | undefined
  valuePositiveInt?: number | undefined
  _valuePositiveInt?: Element | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueTime?: string | undefined
  _valueTime?: Element | undefined
  valueUnsignedInt?: number | undefined
  _valueUnsignedInt?: Element | undefined
  valueUri?: string | undefined
  _valueUri?: Element | undefined
  valueUrl?: string | undefined
  _valueUrl?: Element | undefined
  valueUuid?: string | undefined
  _valueUuid?: Element | undefined
  valueAddress?: Address | undefined
  valueAge?: Age | undefined
  valueAnnotation?: Annotation | undefined
  valueAttachment?: Attachment | undefined
  valueCodeableConcept?: CodeableConcept | undefined
  valueCoding?: Coding | undefined
  valueContactPoint?: ContactPoint | undefined
  valueCount?: Count | undefined
  valueDistance?: Distance | undefined
  valueDuration?: Duration | undefined
  valueHumanName?: HumanName | undefined
  valueIdentifier?: Identifier | undefined
  valueMoney?: Money | undefined
  valuePeriod?: Period | undefined
  valueQuantity?: Quantity | undefined
  valueRange?: Range | undefined
  valueRatio?: Ratio | undefined
  valueReference?: Reference | undefined
  valueSampledData?: SampledData | undefined
  valueSignature?: Signature | undefined
  valueTiming?: Timing | undefined
  valueContactDetail?: ContactDetail | undefined
  valueContributor?: Contributor | undefined
  valueDataRequirement?: DataRequirement | undefined
  valueExpression?: Expression | undefined
  valueParameterDefinition?: ParameterDefinition | undefined
  valueRelatedArtifact?: RelatedArtifact | undefined
  valueTriggerDefinition?: TriggerDefinition | undefined
  valueUsageContext?: UsageContext | undefined
  valueDosage?: Dosage | undefined
  valueMeta?: Meta | undefined
}

export interface TerminologyCapabilities extends DomainResource {
  readonly resourceType: 'TerminologyCapabilities'
  url?: string | undefined
  _url?: Element | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  date: string
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  kind: 'instance' | 'capability' | 'requirements'
  _kind?: Element | undefined
  software?: TerminologyCapabilitiesSoftware | undefined
  implementation?: TerminologyCapabilitiesImplementation | undefined
  lockedDate?: boolean | undefined
  _lockedDate?: Element | undefined
  codeSystem?: TerminologyCapabilitiesCodeSystem[] | undefined
  expansion?: TerminologyCapabilitiesExpansion | undefined
  codeSearch?: 'explicit' | 'all' | undefined
  _codeSearch?: Element | undefined
  validateCode?: TerminologyCapabilitiesValidateCode | undefined
  translation?: TerminologyCapabilitiesTranslation | undefined
  closure?: TerminologyCapabilitiesClosure | undefined
}

export interface TerminologyCapabilitiesSoftware extends BackboneElement {
  name: string
  _name?: Element | undefined
  version?: string | undefined
  _version?: Element | undefined
}

export interface TerminologyCapabilitiesImplementation extends BackboneElement {
  description: string
  _description?: Element | undefined
  url?: string | undefined
  _url?: Element | undefined
}

export interface TerminologyCapabilitiesCodeSystem extends BackboneElement {
  uri?: string | undefined
  _uri?: Element | undefined
  version?: TerminologyCapabilitiesCodeSystemVersion[] | undefined
  subsumption?: boolean | undefined
  _subsumption?: Element | undefined
}

export interface TerminologyCapabilitiesCodeSystemVersion extends BackboneElement {
  code?: string | undefined
  _code?: Element | undefined
  isDefault?: boolean | undefined
  _isDefault?: Element | undefined
  compositional?: boolean | undefined
  _compositional?: Element | undefined
  language?: string[] | undefined
  _language?: (Element | null)[] | undefined
  filter?: TerminologyCapabilitiesCodeSystemVersionFilter[] | undefined
  property?: string[] | undefined
  _property?: (Element | null)[] | undefined
}

export interface TerminologyCapabilitiesCodeSystemVersionFilter extends BackboneElement {
  code: string
  _code?: Element | undefined
  op: string[]
  _op?: (Element | null)[] | undefined
}

export interface TerminologyCapabilitiesExpansion extends BackboneElement {
  hierarchical?: boolean | undefined
  _hierarchical?: Element | undefined
  paging?: boolean | undefined
  _paging?: Element | undefined
  incomplete?: boolean | undefined
  _incomplete?: Element | undefined
  parameter?: TerminologyCapabilitiesExpansionParameter[] | undefined
  textFilter?: string | undefined
  _textFilter?: Element | undefined
}

export interface TerminologyCapabilitiesExpansionParameter extends BackboneElement {
  name: string
  _name?: Element | undefined
  documentation?: string | undefined
  _documentation?: Element | undefined
}

export interface TerminologyCapabilitiesValidateCode extends BackboneElement {
  translations: boolean
  _translations?: Element | undefined
}

export interface TerminologyCapabilitiesTranslation extends BackboneElement {
  needsMap: boolean
  _needsMap?: Element | undefined
}

export interface TerminologyCapabilitiesClosure extends BackboneElement {
  translation?: boolean | undefined
  _translation?: Element | undefined
}

export interface TestReport extends DomainResource {
  readonly resourceType: 'TestReport'
  identifier?: Identifier | undefined
  name?: string | undefined
  _name?: Element | undefined
  status: 'completed' | 'in-progress' | 'waiting' | 'stopped' | 'entered-in-error'
  _status?: Element | undefined
  testScript: Reference<'TestScript'>
  result: 'pass' | 'fail' | 'pending'
  _result?: Element | undefined
  score?: number | undefined
  _score?: Element | undefined
  tester?: string | undefined
  _tester?: Element | undefined
  issued?: string | undefined
  _issued?: Element | undefined
  participant?: TestReportParticipant[] | undefined
  setup?: TestReportSetup | undefined
  test?: TestReportTest[] | undefined
  teardown?: TestReportTeardown | undefined
}

export interface TestReportParticipant extends BackboneElement {
  type: 'test-engine' | 'client' | 'server'
  _type?: Element | undefined
  uri: string
  _uri?: Element | undefined
  display?: string | undefined
  _display?: Element | undefined
}

export interface TestReportSetup extends BackboneElement {
  action: TestReportSetupAction[]
}

export interface TestReportSetupAction extends BackboneElement {
  operation?: TestReportSetupActionOperation | undefined
  assert?: TestReportSetupActionAssert | undefined
}

export interface TestReportSetupActionOperation extends BackboneElement {
  result: 'pass' | 'skip' | 'fail' | 'warning' | 'error'
  _result?: Element | undefined
  message?: string | undefined
  _message?: Element | undefined
  detail?: string | undefined
  _detail?: Element | undefined
}

export interface TestReportSetupActionAssert extends BackboneElement {
  result: 'pass' | 'skip' | 'fail' | 'warning' | 'error'
  _result?: Element | undefined
  message?: string | undefined
  _message?: Element | undefined
  detail?: string | undefined
  _detail?: Element | undefined
}

export interface TestReportTest extends BackboneElement {
  name?: string | undefined
  _name?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  action: TestReportTestAction[]
}

export interface TestReportTestAction extends BackboneElement {
  operation?: TestReportSetupActionOperation | undefined
  assert?: TestReportSetupActionAssert | undefined
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
  _url?: Element | undefined
  identifier?: Identifier | undefined
  version?: string | undefined
  _version?: Element | undefined
  name: string
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  origin?: TestScriptOrigin[] | undefined
  destination?: TestScriptDestination[] | undefined
  metadata?: TestScriptMetadata | undefined
  fixture?: TestScriptFixture[] | undefined
  profile?: Reference[] | undefined
  variable?: TestScriptVariable[] | undefined
  setup?: TestScriptSetup | undefined
  test?: TestScriptTest[] | undefined
  teardown?: TestScriptTeardown | undefined
}

export interface TestScriptOrigin extends BackboneElement {
  index: number
  _index?: Element | undefined
  profile: Coding
}

export interface TestScriptDestination extends BackboneElement {
  index: number
  _index?: Element | undefined
  profile: Coding
}

export interface TestScriptMetadata extends BackboneElement {
  link?: TestScriptMetadataLink[] | undefined
  capability: TestScriptMetadataCapability[]
}

export interface TestScriptMetadataLink extends BackboneElement {
  url: string
  _url?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
}

export interface TestScriptMetadataCapability extends BackboneElement {
  required: boolean
  _required?: Element | undefined
  validated: boolean
  _validated?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  origin?: number[] | undefined
  _origin?: (Element | null)[] | undefined
  destination?: number | undefined
  _destination?: Element | undefined
  link?: string[] | undefined
  _link?: (Element | null)[] | undefined
  capabilities: string
  _capabilities?: Element | undefined
}

export interface TestScriptFixture extends BackboneElement {
  autocreate: boolean
  _autocreate?: Element | undefined
  autodelete: boolean
  _autodelete?: Element | undefined
  resource?: Reference | undefined
}

export interface TestScriptVariable extends BackboneElement {
  name: string
  _name?: Element | undefined
  defaultValue?: string | undefined
  _defaultValue?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  expression?: string | undefined
  _expression?: Element | undefined
  headerField?: string | undefined
  _headerField?: Element | undefined
  hint?: string | undefined
  _hint?: Element | undefined
  path?: string | undefined
  _path?: Element | undefined
  sourceId?: string | undefined
  _sourceId?: Element | undefined
}

export interface TestScriptSetup extends BackboneElement {
  action: TestScriptSetupAction[]
}

export interface TestScriptSetupAction extends BackboneElement {
  operation?: TestScriptSetupActionOperation | undefined
  assert?: TestScriptSetupActionAssert | undefined
}

export interface TestScriptSetupActionOperation extends BackboneElement {
  type?: Coding | undefined
  resource?: string | undefined
  _resource?: Element | undefined
  label?: string | undefined
  _label?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  accept?: string | undefined
  _accept?: Element | undefined
  contentType?: string | undefined
  _contentType?: Element | undefined
  destination?: number | undefined
  _destination?: Element | undefined
  encodeRequestUrl: boolean
  _encodeRequestUrl?: Element | undefined
  method?: 'delete' | 'get' | 'options' | 'patch' | 'post' | 'put' | 'head' | undefined
  _method?: Element | undefined
  origin?: number | undefined
  _origin?: Element | undefined
  params?: string | undefined
  _params?: Element | undefined
  requestHeader?: TestScriptSetupActionOperationRequestHeader[] | undefined
  requestId?: string | undefined
  _requestId?: Element | undefined
  responseId?: string | undefined
  _responseId?: Element | undefined
  sourceId?: string | undefined
  _sourceId?: Element | undefined
  targetId?: string | undefined
  _targetId?: Element | undefined
  url?: string | undefined
  _url?: Element | undefined
}

export interface TestScriptSetupActionOperationRequestHeader extends BackboneElement {
  field: string
  _field?: Element | undefined
  value: string
  _value?: Element | undefined
}

export interface TestScriptSetupActionAssert extends BackboneElement {
  label?: string | undefined
  _label?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  direction?: 'response' | 'request' | undefined
  _direction?: Element | undefined
  compareToSourceId?: string | undefined
  _compareToSourceId?: Element | undefined
  compareToSourceExpression?: string | undefined
  _compareToSourceExpression?: Element | undefined
  compareToSourcePath?: string | undefined
  _compareToSourcePath?: Element | undefined
  contentType?: string | undefined
  _contentType?: Element | undefined
  expression?: string | undefined
  _expression?: Element | undefined
  headerField?: string | undefined
  _headerField?: Element | undefined
  minimumId?: string | undefined
  _minimumId?: Element | undefined
  navigationLinks?: boolean | undefined
  _navigationLinks?: Element | undefined
  operator?: 'equals' | 'notEquals' | 'in' | 'notIn' | 'greaterThan' | 'lessThan' | 'empty' | 'notEmpty' | 'contains' | 'notContains' | 'eval' | undefined
  _operator?: Element | undefined
  path?: string | undefined
  _path?: Element | undefined
  requestMethod?: 'delete' | 'get' | 'options' | 'patch' | 'post' | 'put' | 'head' | undefined
  _requestMethod?: Element | undefined
  requestURL?: string | undefined
  _requestURL?: Element | undefined
  resource?: string | undefined
  _resource?: Element | undefined
  response?: 'okay' | 'created' | 'noContent' | 'notModified' | 'bad' | 'forbidden' | 'notFound' | 'methodNotAllowed' | 'conflict' | 'gone' | 'preconditionFailed' | 'unprocessable' | undefined
  _response?: Element | undefined
  responseCode?: string | undefined
  _responseCode?: Element | undefined
  sourceId?: string | undefined
  _sourceId?: Element | undefined
  validateProfileId?: string | undefined
  _validateProfileId?: Element | undefined
  value?: string | undefined
  _value?: Element | undefined
  warningOnly: boolean
  _warningOnly?: Element | undefined
}

export interface TestScriptTest extends BackboneElement {
  name?: string | undefined
  _name?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  action: TestScriptTestAction[]
}

export interface TestScriptTestAction extends BackboneElement {
  operation?: TestScriptSetupActionOperation | undefined
  assert?: TestScriptSetupActionAssert | undefined
}

export interface TestScriptTeardown extends BackboneElement {
  action: TestScriptTeardownAction[]
}

export interface TestScriptTeardownAction extends BackboneElement {
  operation: TestScriptSetupActionOperation
}

export interface Timing extends BackboneElement {
  event?: string[] | undefined
  _event?: (Element | null)[] | undefined
  repeat?: TimingRepeat | undefined
  code?: CodeableConcept | undefined
}

export interface TimingRepeat extends Element {
  boundsDuration?: Duration | undefined
  boundsRange?: Range | undefined
  boundsPeriod?: Period | undefined
  count?: number | undefined
  _count?: Element | undefined
  countMax?: number | undefined
  _countMax?: Element | undefined
  duration?: number | undefined
  _duration?: Element | undefined
  durationMax?: number | undefined
  _durationMax?: Element | undefined
  durationUnit?: 's' | 'min' | 'h' | 'd' | 'wk' | 'mo' | 'a' | undefined
  _durationUnit?: Element | undefined
  frequency?: number | undefined
  _frequency?: Element | undefined
  frequencyMax?: number | undefined
  _frequencyMax?: Element | undefined
  period?: number | undefined
  _period?: Element | undefined
  periodMax?: number | undefined
  _periodMax?: Element | undefined
  periodUnit?: 's' | 'min' | 'h' | 'd' | 'wk' | 'mo' | 'a' | undefined
  _periodUnit?: Element | undefined
  dayOfWeek?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[] | undefined
  _dayOfWeek?: (Element | null)[] | undefined
  timeOfDay?: string[] | undefined
  _timeOfDay?: (Element | null)[] | undefined
  when?: ('MORN' | 'MORN.early' | 'MORN.late' | 'NOON' | 'AFT' | 'AFT.early' | 'AFT.late' | 'EVE' | 'EVE.early' | 'EVE.late' | 'NIGHT' | 'PHS' | 'HS' | 'WAKE' | 'C' | 'CM' | 'CD' | 'CV' | 'AC' | 'ACM' | 'ACD' | 'ACV' | 'PC' | 'PCM' | 'PCD' | 'PCV')[] | undefined
  _when?: (Element | null)[] | undefined
  offset?: number | undefined
  _offset?: Element | undefined
}

export interface TriggerDefinition extends Element {
  type: 'named-event' | 'periodic' | 'data-changed' | 'data-added' | 'data-modified' | 'data-removed' | 'data-accessed' | 'data-access-ended'
  _type?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  timingTiming?: Timing | undefined
  timingReference?: Reference<'Schedule'> | undefined
  timingDate?: string | undefined
  _timingDate?: Element | undefined
  timingDateTime?: string | undefined
  _timingDateTime?: Element | undefined
  data?: DataRequirement[] | undefined
  condition?: Expression | undefined
}

export interface UsageContext extends Element {
  code: Coding
  valueCodeableConcept?: CodeableConcept | undefined
  valueQuantity?: Quantity | undefined
  valueRange?: Range | undefined
  valueReference?: Reference<'PlanDefinition' | 'ResearchStudy' | 'InsurancePlan' | 'HealthcareService' | 'Group' | 'Location' | 'Organization'> | undefined
}

export interface ValueSet extends DomainResource {
  readonly resourceType: 'ValueSet'
  url?: string | undefined
  _url?: Element | undefined
  identifier?: Identifier[] | undefined
  version?: string | undefined
  _version?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  title?: string | undefined
  _title?: Element | undefined
  status: 'draft' | 'active' | 'retired' | 'unknown'
  _status?: Element | undefined
  experimental?: boolean | undefined
  _experimental?: Element | undefined
  date?: string | undefined
  _date?: Element | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  contact?: ContactDetail[] | undefined
  description?: string | undefined
  _description?: Element | undefined
  useContext?: UsageContext[] | undefined
  jurisdiction?: CodeableConcept[] | undefined
  immutable?: boolean | undefined
  _immutable?: Element | undefined
  purpose?: string | undefined
  _purpose?: Element | undefined
  copyright?: string | undefined
  _copyright?: Element | undefined
  compose?: ValueSetCompose | undefined
  expansion?: ValueSetExpansion | undefined
}

export interface ValueSetCompose extends BackboneElement {
  lockedDate?: string | undefined
  _lockedDate?: Element | undefined
  inactive?: boolean | undefined
  _inactive?: Element | undefined
  include: ValueSetComposeInclude[]
  exclude?: ValueSetComposeInclude[] | undefined
}

export interface ValueSetComposeInclude extends BackboneElement {
  system?: string | undefined
  _system?: Element | undefined
  version?: string | undefined
  _version?: Element | undefined
  concept?: ValueSetComposeIncludeConcept[] | undefined
  filter?: ValueSetComposeIncludeFilter[] | undefined
  valueSet?: string[] | undefined
  _valueSet?: (Element | null)[] | undefined
}

export interface ValueSetComposeIncludeConcept extends BackboneElement {
  code: string
  _code?: Element | undefined
  display?: string | undefined
  _display?: Element | undefined
  designation?: ValueSetComposeIncludeConceptDesignation[] | undefined
}

export interface ValueSetComposeIncludeConceptDesignation extends BackboneElement {
  language?: string | undefined
  _language?: Element | undefined
  use?: Coding | undefined
  value: string
  _value?: Element | undefined
}

export interface ValueSetComposeIncludeFilter extends BackboneElement {
  property: string
  _property?: Element | undefined
  op: '=' | 'is-a' | 'descendent-of' | 'is-not-a' | 'regex' | 'in' | 'not-in' | 'generalizes' | 'exists'
  _op?: Element | undefined
  value: string
  _value?: Element | undefined
}

export interface ValueSetExpansion extends BackboneElement {
  identifier?: string | undefined
  _identifier?: Element | undefined
  timestamp: string
  _timestamp?: Element | undefined
  total?: number | undefined
  _total?: Element | undefined
  offset?: number | undefined
  _offset?: Element | undefined
  parameter?: ValueSetExpansionParameter[] | undefined
  contains?: ValueSetExpansionContains[] | undefined
}

export interface ValueSetExpansionParameter extends BackboneElement {
  name: string
  _name?: Element | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueInteger?: number | undefined
  _valueInteger?: Element | undefined
  valueDecimal?: number | undefined
  _valueDecimal?: Element | undefined
  valueUri?: string | undefined
  _valueUri?: Element | undefined
  valueCode?: string | undefined
  _valueCode?: Element | undefined
  valueDateTime?: string | undefined
  _valueDateTime?: Element | undefined
}

export interface ValueSetExpansionContains extends BackboneElement {
  system?: string | undefined
  _system?: Element | undefined
  abstract?: boolean | undefined
  _abstract?: Element | undefined
  inactive?: boolean | undefined
  _inactive?: Element | undefined
  version?: string | undefined
  _version?: Element | undefined
  code?: string | undefined
  _code?: Element | undefined
  display?: string | undefined
  _display?: Element | undefined
  designation?: ValueSetComposeIncludeConceptDesignation[] | undefined
  contains?: ValueSetExpansionContains[] | undefined
}

export interface VerificationResult extends DomainResource {
  readonly resourceType: 'VerificationResult'
  target?: Reference[] | undefined
  targetLocation?: string[] | undefined
  _targetLocation?: (Element | null)[] | undefined
  need?: CodeableConcept | undefined
  status: 'attested' | 'validated' | 'in-process' | 'req-revalid' | 'val-fail' | 'reval-fail'
  _status?: Element | undefined
  statusDate?: string | undefined
  _statusDate?: Element | undefined
  validationType?: CodeableConcept | undefined
  validationProcess?: CodeableConcept[] | undefined
  frequency?: Timing | undefined
  lastPerformed?: string | undefined
  _lastPerformed?: Element | undefined
  nextScheduled?: string | undefined
  _nextScheduled?: Element | undefined
  failureAction?: CodeableConcept | undefined
  primarySource?: VerificationResultPrimarySource[] | undefined
  attestation?: VerificationResultAttestation | undefined
  validator?: VerificationResultValidator[] | undefined
}

export interface VerificationResultPrimarySource extends BackboneElement {
  who?: Reference<'Organization' | 'Practitioner' | 'PractitionerRole'> | undefined
  type?: CodeableConcept[] | undefined
  communicationMethod?: CodeableConcept[] | undefined
  validationStatus?: CodeableConcept | undefined
  validationDate?: string | undefined
  _validationDate?: Element | undefined
  canPushUpdates?: CodeableConcept | undefined
  pushTypeAvailable?: CodeableConcept[] | undefined
}

export interface VerificationResultAttestation extends BackboneElement {
  who?: Reference<'Practitioner' | 'PractitionerRole' | 'Organization'> | undefined
  onBehalfOf?: Reference<'Organization' | 'Practitioner' | 'PractitionerRole'> | undefined
  communicationMethod?: CodeableConcept | undefined
  date?: string | undefined
  _date?: Element | undefined
  sourceIdentityCertificate?: string | undefined
  _sourceIdentityCertificate?: Element | undefined
  proxyIdentityCertificate?: string | undefined
  _proxyIdentityCertificate?: Element | undefined
  proxySignature?: Signature | undefined
  sourceSignature?: Signature | undefined
}

export interface VerificationResultValidator extends BackboneElement {
  organization: Reference<'Organization'>
  identityCertificate?: string | undefined
  _identityCertificate?: Element | undefined
  attestationSignature?: Signature | undefined
}

export interface VisionPrescription extends DomainResource {
  readonly resourceType: 'VisionPrescription'
  identifier?: Identifier[] | undefined
  status: 'active' | 'cancelled' | 'draft' | 'entered-in-error'
  _status?: Element | undefined
  created: string
  _created?: Element | undefined
  patient: Reference<'Patient'>
  encounter?: Reference<'Encounter'> | undefined
  dateWritten: string
  _dateWritten?: Element | undefined
  prescriber: Reference<'Practitioner' | 'PractitionerRole'>
  lensSpecification: VisionPrescriptionLensSpecification[]
}

export interface VisionPrescriptionLensSpecification extends BackboneElement {
  product: CodeableConcept
  eye: 'right' | 'left'
  _eye?: Element | undefined
  sphere?: number | undefined
  _sphere?: Element | undefined
  cylinder?: number | undefined
  _cylinder?: Element | undefined
  axis?: number | undefined
  _axis?: Element | undefined
  prism?: VisionPrescriptionLensSpecificationPrism[] | undefined
  add?: number | undefined
  _add?: Element | undefined
  power?: number | undefined
  _power?: Element | undefined
  backCurve?: number | undefined
  _backCurve?: Element | undefined
  diameter?: number | undefined
  _diameter?: Element | undefined
  duration?: Quantity | undefined
  color?: string | undefined
  _color?: Element | undefined
  brand?: string | undefined
  _brand?: Element | undefined
  note?: Annotation[] | undefined
}

export interface VisionPrescriptionLensSpecificationPrism extends BackboneElement {
  amount: number
  _amount?: Element | undefined
  base: 'up' | 'down' | 'in' | 'out'
  _base?: Element | undefined
}

export interface Project extends DomainResource {
  readonly resourceType: 'Project'
  identifier?: Identifier[] | undefined
  active?: boolean | undefined
  _active?: Element | undefined
  status?: 'active' | 'suspended' | undefined
  _status?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  superAdmin?: boolean | undefined
  _superAdmin?: Element | undefined
  strictMode?: boolean | undefined
  _strictMode?: Element | undefined
  checkReferencesOnWrite?: boolean | undefined
  _checkReferencesOnWrite?: Element | undefined
  owner?: Reference<'User'> | undefined
  features?: string[] | undefined
  _features?: (Element | null)[] | undefined
  defaultPatientAccessPolicy?: Reference<'AccessPolicy'> | undefined
  defaultAccessPolicies?: ProjectDefaultAccessPolicies[] | undefined
  setting?: ProjectSetting[] | undefined
  systemSetting?: ProjectSetting[] | undefined
  site?: ProjectSite[] | undefined
  origin?: string[] | undefined
  _origin?: (Element | null)[] | undefined
  link?: ProjectLink[] | undefined
  defaultProfile?: ProjectDefaultProfile[] | undefined
  exportedResourceType?: string[] | undefined
  _exportedResourceType?: (Element | null)[] | undefined
  developerModeUntil?: string | undefined
  _developerModeUntil?: Element | undefined
  signInForm?: ProjectSignInForm | undefined
  emails?: ProjectEmails | undefined
  emergencyAccount?: Reference<'ProjectMembership'> | undefined
  adminRole?: ProjectAdminRole[] | undefined
  ipAccessRule?: AccessPolicyIpAccessRule[] | undefined
}

export interface ProjectAdminRole extends BackboneElement {
  role: 'owner' | 'identity-administrator' | 'help-desk' | 'privacy-officer' | 'app-developer' | 'deployer'
  _role?: Element | undefined
  mayAssign?: Reference<'AccessPolicy'>[] | undefined
  mfaRequired?: boolean | undefined
  _mfaRequired?: Element | undefined
  minimumAcr?: 'http://idmanagement.gov/ns/assurance/aal/1' | 'http://idmanagement.gov/ns/assurance/aal/2' | undefined
  _minimumAcr?: Element | undefined
}

export interface ProjectSignInForm extends BackboneElement {
  logo?: Attachment | undefined
  color?: string | undefined
  _color?: Element | undefined
  darkColor?: string | undefined
  _darkColor?: Element | undefined
  notice?: string | undefined
  _notice?: Element | undefined
}

export interface ProjectEmails extends BackboneElement {
  senderName?: string | undefined
  _senderName?: Element | undefined
  text?: ProjectEmailsText[] | undefined
}

export interface ProjectEmailsText extends BackboneElement {
  email: string
  _email?: Element | undefined
  language: string
  _language?: Element | undefined
  subject?: string | undefined
  _subject?: Element | undefined
  text?: string | undefined
  _text?: Element | undefined
}

export interface ProjectDefaultAccessPolicies extends BackboneElement {
  profileType: 'Patient' | 'Practitioner' | 'RelatedPerson' | 'ClientApplication' | 'Bot' | 'Admin'
  _profileType?: Element | undefined
  accessPolicy: Reference<'AccessPolicy'>
}

export interface ProjectSetting extends BackboneElement {
  name: string
  _name?: Element | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueDecimal?: number | undefined
  _valueDecimal?: Element | undefined
  valueInteger?: number | undefined
  _valueInteger?: Element | undefined
}

export interface ProjectSite extends BackboneElement {
  name: string
  _name?: Element | undefined
  domain: string[]
  _domain?: (Element | null)[] | undefined
  googleClientId?: string | undefined
  _googleClientId?: Element | undefined
  recaptchaSiteKey?: string | undefined
  _recaptchaSiteKey?: Element | undefined
}

export interface ProjectLink extends BackboneElement {
  project: Reference<'Project'>
}

export interface ProjectDefaultProfile extends BackboneElement {
  resourceType: string
  _resourceType?: Element | undefined
  profile: string[]
  _profile?: (Element | null)[] | undefined
}

export interface User extends DomainResource {
  readonly resourceType: 'User'
  identifier?: Identifier[] | undefined
  firstName: string
  _firstName?: Element | undefined
  lastName: string
  _lastName?: Element | undefined
  externalId?: string | undefined
  _externalId?: Element | undefined
  email?: string | undefined
  _email?: Element | undefined
  emailVerified?: boolean | undefined
  _emailVerified?: Element | undefined
  admin?: boolean | undefined
  _admin?: Element | undefined
  mfaRequired?: boolean | undefined
  _mfaRequired?: Element | undefined
  mfaEnrolled?: boolean | undefined
  _mfaEnrolled?: Element | undefined
  mfaMethod?: string[] | undefined
  _mfaMethod?: (Element | null)[] | undefined
  project?: Reference<'Project'> | undefined
}

export interface ProjectMembership extends DomainResource {
  readonly resourceType: 'ProjectMembership'
  identifier?: Identifier[] | undefined
  active?: boolean | undefined
  _active?: Element | undefined
  project: Reference<'Project'>
  invitedBy?: Reference<'User' | 'ClientApplication' | 'Bot'> | undefined
  user: Reference<'User' | 'ClientApplication' | 'Bot'>
  profile: Reference<'Patient' | 'Practitioner' | 'RelatedPerson' | 'ClientApplication' | 'Bot'>
  userName?: string | undefined
  _userName?: Element | undefined
  externalId?: string | undefined
  _externalId?: Element | undefined
  externalIdIssuer?: string | undefined
  _externalIdIssuer?: Element | undefined
  accessPolicy?: Reference<'AccessPolicy'> | undefined
  access?: ProjectMembershipAccess[] | undefined
  userConfiguration?: Reference<'UserConfiguration'> | undefined
  admin?: boolean | undefined
  _admin?: Element | undefined
  adminRole?: 'owner' | 'identity-administrator' | 'help-desk' | 'privacy-officer' | 'app-developer' | 'deployer' | undefined
  _adminRole?: Element | undefined
  mfaRequired?: boolean | undefined
  _mfaRequired?: Element | undefined
  actFor?: ProjectMembershipActFor[] | undefined
  readBotLogs?: boolean | undefined
  _readBotLogs?: Element | undefined
}

export interface ProjectMembershipActFor extends BackboneElement {
  how: 'asserted' | 'proven'
  _how?: Element | undefined
  profileType?: ('Patient' | 'Practitioner' | 'RelatedPerson')[] | undefined
  _profileType?: (Element | null)[] | undefined
  group?: Reference<'Group'>[] | undefined
  criteria?: string | undefined
  _criteria?: Element | undefined
}

export interface ProjectMembershipAccess extends BackboneElement {
  policy: Reference<'AccessPolicy'>
  parameter?: ProjectMembershipAccessParameter[] | undefined
}

export interface ProjectMembershipAccessParameter extends BackboneElement {
  name: string
  _name?: Element | undefined
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueReference?: Reference | undefined
}

export interface UserConfiguration extends DomainResource {
  readonly resourceType: 'UserConfiguration'
  name?: string | undefined
  _name?: Element | undefined
  menu?: UserConfigurationMenu[] | undefined
  search?: UserConfigurationSearch[] | undefined
  option?: UserConfigurationOption[] | undefined
}

export interface UserConfigurationMenu extends BackboneElement {
  title: string
  _title?: Element | undefined
  link?: UserConfigurationMenuLink[] | undefined
}

export interface UserConfigurationMenuLink extends BackboneElement {
  name: string
  _name?: Element | undefined
  target: string
  _target?: Element | undefined
}

export interface UserConfigurationSearch extends BackboneElement {
  name: string
  _name?: Element | undefined
  criteria: string
  _criteria?: Element | undefined
}

export interface UserConfigurationOption extends BackboneElement {
  id: string
  valueString?: string | undefined
  _valueString?: Element | undefined
  valueBoolean?: boolean | undefined
  _valueBoolean?: Element | undefined
  valueDecimal?: number | undefined
  _valueDecimal?: Element | undefined
  valueInteger?: number | undefined
  _valueInteger?: Element | undefined
  valueCode?: string | undefined
  _valueCode?: Element | undefined
}

export interface ClientApplication extends DomainResource {
  readonly resourceType: 'ClientApplication'
  status?: 'active' | 'off' | 'error' | undefined
  _status?: Element | undefined
  kind?: 'app' | 'server' | 'device' | undefined
  _kind?: Element | undefined
  name?: string | undefined
  _name?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  contacts?: string[] | undefined
  _contacts?: (Element | null)[] | undefined
  developer?: Reference<'Practitioner' | 'Patient' | 'RelatedPerson' | 'ClientApplication' | 'Bot'>[] | undefined
  signInForm?: ClientApplicationSignInForm | undefined
  tokenEndpointAuthMethod?: 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | undefined
  _tokenEndpointAuthMethod?: Element | undefined
  firstParty?: boolean | undefined
  _firstParty?: Element | undefined
  resourceScopesRequired?: boolean | undefined
  _resourceScopesRequired?: Element | undefined
  requiredScope?: string[] | undefined
  _requiredScope?: (Element | null)[] | undefined
  publisher?: string | undefined
  _publisher?: Element | undefined
  privacyUri?: string | undefined
  _privacyUri?: Element | undefined
  basicAllowed?: boolean | undefined
  _basicAllowed?: Element | undefined
  deviceSignIn?: boolean | undefined
  _deviceSignIn?: Element | undefined
  noPersist?: boolean | undefined
  _noPersist?: Element | undefined
  noPersistFrom?: string[] | undefined
  _noPersistFrom?: (Element | null)[] | undefined
  idTokenClaims?: boolean | undefined
  _idTokenClaims?: Element | undefined
  idTokenSignedResponseAlg?: 'RS256' | 'ES256' | undefined
  _idTokenSignedResponseAlg?: Element | undefined
  sharedStation?: boolean | undefined
  _sharedStation?: Element | undefined
  jwks?: ClientApplicationJwks | undefined
  jwksUri?: string | undefined
  _jwksUri?: Element | undefined
  redirectUris?: string[] | undefined
  _redirectUris?: (Element | null)[] | undefined
  redirectUri?: string | undefined
  _redirectUri?: Element | undefined
  postLogoutRedirectUris?: string[] | undefined
  _postLogoutRedirectUris?: (Element | null)[] | undefined
  backChannelLogoutUri?: string | undefined
  _backChannelLogoutUri?: Element | undefined
  backChannelLogoutSessionRequired?: boolean | undefined
  _backChannelLogoutSessionRequired?: Element | undefined
  frontChannelLogoutUri?: string | undefined
  _frontChannelLogoutUri?: Element | undefined
  frontChannelLogoutSessionRequired?: boolean | undefined
  _frontChannelLogoutSessionRequired?: Element | undefined
  launchUri?: string | undefined
  _launchUri?: Element | undefined
  initiateLoginUri?: string | undefined
  _initiateLoginUri?: Element | undefined
  launchIdentifierSystems?: ClientApplicationLaunchIdentifierSystems[] | undefined
  pkceOptional?: boolean | undefined
  _pkceOptional?: Element | undefined
  identityProvider?: IdentityProvider | undefined
  provider?: Reference<'ProjectIdentityProvider'>[] | undefined
  signIn?: 'own' | 'external' | 'both' | undefined
  _signIn?: Element | undefined
  providerDirect?: boolean | undefined
  _providerDirect?: Element | undefined
  mfaRequired?: boolean | undefined
  _mfaRequired?: Element | undefined
  minimumAcr?: 'http://idmanagement.gov/ns/assurance/aal/1' | 'http://idmanagement.gov/ns/assurance/aal/2' | undefined
  _minimumAcr?: Element | undefined
  compliantDeviceRequired?: boolean | undefined
  _compliantDeviceRequired?: Element | undefined
  workloadIdentity?: ClientApplicationWorkloadIdentity[] | undefined
  accessTokenLifetime?: string | undefined
  _accessTokenLifetime?: Element | undefined
  refreshTokenLifetime?: string | undefined
  _refreshTokenLifetime?: Element | undefined
  fhirRequestLimit?: number | undefined
  _fhirRequestLimit?: Element | undefined
  tokenLimit?: number | undefined
  _tokenLimit?: Element | undefined
  allowedOrigin?: string[] | undefined
  _allowedOrigin?: (Element | null)[] | undefined
  grantType?: string[] | undefined
  _grantType?: (Element | null)[] | undefined
  responseType?: string[] | undefined
  _responseType?: (Element | null)[] | undefined
  defaultScope?: string[] | undefined
  _defaultScope?: (Element | null)[] | undefined
  certificateTrustStore?: string | undefined
  _certificateTrustStore?: Element | undefined
  ipAccessRule?: AccessPolicyIpAccessRule[] | undefined
}

export interface ClientApplicationSignInForm extends BackboneElement {
  welcomeString?: string | undefined
  _welcomeString?: Element | undefined
  logo?: Attachment | undefined
  showScopeSelection?: boolean | undefined
  _showScopeSelection?: Element | undefined
}

export interface ClientApplicationLaunchIdentifierSystems extends BackboneElement {
  resourceType: string
  _resourceType?: Element | undefined
  system: string
  _system?: Element | undefined
}

export interface ClientApplicationJwks extends BackboneElement {
  keys: ClientApplicationJwksKeys[]
}

export interface ClientApplicationJwksKeys extends BackboneElement {
  kty: string
  _kty?: Element | undefined
  kid?: string | undefined
  _kid?: Element | undefined
  use?: string | undefined
  _use?: Element | undefined
  key_ops?: string[] | undefined
  _key_ops?: (Element | null)[] | undefined
  alg?: string | undefined
  _alg?: Element | undefined
  ext?: boolean | undefined
  _ext?: Element | undefined
  n?: string | undefined
  _n?: Element | undefined
  e?: string | undefined
  _e?: Element | undefined
  crv?: string | undefined
  _crv?: Element | undefined
  x?: string | undefined
  _x?: Element | undefined
  y?: string | undefined
  _y?: Element | undefined
}

export interface ClientApplicationWorkloadIdentity extends BackboneElement {
  issuer: string
  _issuer?: Element | undefined
  audience: string
  _audience?: Element | undefined
  subject: string
  _subject?: Element | undefined
  jwksUrl?: string | undefined
  _jwksUrl?: Element | undefined
}

export interface IdentityProvider extends Element {
  name?: string | undefined
  _name?: Element | undefined
  discoveryUrl?: string | undefined
  _discoveryUrl?: Element | undefined
  issuer?: string | undefined
  _issuer?: Element | undefined
  audience?: string | undefined
  _audience?: Element | undefined
  jwksUrl?: string | undefined
  _jwksUrl?: Element | undefined
  authorizeUrl?: string | undefined
  _authorizeUrl?: Element | undefined
  tokenUrl?: string | undefined
  _tokenUrl?: Element | undefined
  tokenAuthMethod?: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none' | undefined
  _tokenAuthMethod?: Element | undefined
  tokenAuthAudience?: 'issuer' | 'token_endpoint' | undefined
  _tokenAuthAudience?: Element | undefined
  userInfoUrl?: string | undefined
  _userInfoUrl?: Element | undefined
  userInfoMode?: 'oidc' | 'gcip' | undefined
  _userInfoMode?: Element | undefined
  userInfoApiKey?: string | undefined
  _userInfoApiKey?: Element | undefined
  clientId?: string | undefined
  _clientId?: Element | undefined
  clientSecret?: string | undefined
  _clientSecret?: Element | undefined
  usePkce?: boolean | undefined
  _usePkce?: Element | undefined
  scope?: string | undefined
  _scope?: Element | undefined
  useSubject?: boolean | undefined
  _useSubject?: Element | undefined
  identitySource?: 'email' | 'subject' | 'fhir-user' | undefined
  _identitySource?: Element | undefined
  identityMappingMode?: 'user-email' | 'user-external-id' | 'project-membership-external-id' | 'project-membership-profile' | undefined
  _identityMappingMode?: Element | undefined
  emailDomain?: string[] | undefined
  _emailDomain?: (Element | null)[] | undefined
  hostedDomain?: string[] | undefined
  _hostedDomain?: (Element | null)[] | undefined
  profileType?: ('Patient' | 'Practitioner' | 'RelatedPerson')[] | undefined
  _profileType?: (Element | null)[] | undefined
  accountPolicy?: 'invited' | 'create' | 'ask' | undefined
  _accountPolicy?: Element | undefined
  defaultProfileType?: 'Patient' | 'Practitioner' | 'RelatedPerson' | undefined
  _defaultProfileType?: Element | undefined
  defaultAccessPolicy?: Reference<'AccessPolicy'> | undefined
  acceptsSecondFactor?: boolean | undefined
  _acceptsSecondFactor?: Element | undefined
  claimRule?: IdentityProviderClaimRule[] | undefined
}

export interface IdentityProviderClaimRule extends BackboneElement {
  claim: string
  _claim?: Element | undefined
  value: string
  _value?: Element | undefined
  refuse?: boolean | undefined
  _refuse?: Element | undefined
  profileType?: 'Patient' | 'Practitioner' | 'RelatedPerson' | undefined
  _profileType?: Element | undefined
  accessPolicy?: Reference<'AccessPolicy'> | undefined
  secondFactor?: boolean | undefined
  _secondFactor?: Element | undefined
  compliantDevice?: boolean | undefined
  _compliantDevice?: Element | undefined
  optional?: boolean | undefined
  _optional?: Element | undefined
}

export interface AccessPolicy extends DomainResource {
  readonly resourceType: 'AccessPolicy'
  name?: string | undefined
  _name?: Element | undefined
  basedOn?: Reference<'AccessPolicy'>[] | undefined
  compartment?: Reference | undefined
  resource?: AccessPolicyResource[] | undefined
  ipAccessRule?: AccessPolicyIpAccessRule[] | undefined
  mfaRequired?: boolean | undefined
  _mfaRequired?: Element | undefined
  minimumAcr?: 'http://idmanagement.gov/ns/assurance/aal/1' | 'http://idmanagement.gov/ns/assurance/aal/2' | undefined
  _minimumAcr?: Element | undefined
  compliantDeviceRequired?: boolean | undefined
  _compliantDeviceRequired?: Element | undefined
}

export interface AccessPolicyResource extends BackboneElement {
  resourceType: string
  _resourceType?: Element | undefined
  compartment?: Reference | undefined
  criteria?: string | undefined
  _criteria?: Element | undefined
  readonly?: boolean | undefined
  _readonly?: Element | undefined
  interaction?: ('read' | 'vread' | 'update' | 'delete' | 'history' | 'create' | 'search')[] | undefined
  _interaction?: (Element | null)[] | undefined
  hiddenFields?: string[] | undefined
  _hiddenFields?: (Element | null)[] | undefined
  readonlyFields?: string[] | undefined
  _readonlyFields?: (Element | null)[] | undefined
  writeConstraint?: Expression[] | undefined
}

export interface AccessPolicyIpAccessRule extends BackboneElement {
  name?: string | undefined
  _name?: Element | undefined
  value: string
  _value?: Element | undefined
  action: 'allow' | 'block'
  _action?: Element | undefined
}

export interface ProjectIdentityProvider extends DomainResource {
  readonly resourceType: 'ProjectIdentityProvider'
  active?: boolean | undefined
  _active?: Element | undefined
  identityProvider: IdentityProvider
  mark?: Attachment | undefined
  movedFrom?: Reference<'ClientApplication' | 'DomainConfiguration'> | undefined
}

export interface DomainConfiguration extends DomainResource {
  readonly resourceType: 'DomainConfiguration'
  domain: string
  _domain?: Element | undefined
  status?: 'pending' | 'proven' | 'suspended' | undefined
  _status?: Element | undefined
  enforced?: boolean | undefined
  _enforced?: Element | undefined
  identityProvider?: IdentityProvider | undefined
  provider?: Reference<'ProjectIdentityProvider'> | undefined
  allowedPostLoginRedirectUrls?: string[] | undefined
  _allowedPostLoginRedirectUrls?: (Element | null)[] | undefined
}

export interface Login extends DomainResource {
  readonly resourceType: 'Login'
  client?: Reference<'ClientApplication'> | undefined
  profileType?: string | undefined
  _profileType?: Element | undefined
  project?: Reference<'Project'> | undefined
  user: Reference<'User' | 'ClientApplication' | 'Bot'>
  membership?: Reference<'ProjectMembership'> | undefined
  scope?: string | undefined
  _scope?: Element | undefined
  authMethod: string
  _authMethod?: Element | undefined
  authTime: string
  _authTime?: Element | undefined
  codeChallenge?: string | undefined
  _codeChallenge?: Element | undefined
  codeChallengeMethod?: 'plain' | 'S256' | undefined
  _codeChallengeMethod?: Element | undefined
  nonce?: string | undefined
  _nonce?: Element | undefined
  mfaVerified?: boolean | undefined
  _mfaVerified?: Element | undefined
  expiresAt?: string | undefined
  _expiresAt?: Element | undefined
  granted?: boolean | undefined
  _granted?: Element | undefined
  revoked?: boolean | undefined
  _revoked?: Element | undefined
  admin?: boolean | undefined
  _admin?: Element | undefined
  superAdmin?: boolean | undefined
  _superAdmin?: Element | undefined
  launch?: Reference | undefined
  remoteAddress?: string | undefined
  _remoteAddress?: Element | undefined
  userAgent?: string | undefined
  _userAgent?: Element | undefined
  pictureUrl?: string | undefined
  _pictureUrl?: Element | undefined
  basedOn?: Reference<'Login'> | undefined
}

export interface UserSecurityRequest extends DomainResource {
  readonly resourceType: 'UserSecurityRequest'
  type?: 'invite' | 'verify-email' | 'reset' | undefined
  _type?: Element | undefined
  user: Reference<'User'>
  used?: boolean | undefined
  _used?: Element | undefined
  expiresAt?: string | undefined
  _expiresAt?: Element | undefined
  redirectUri?: string | undefined
  _redirectUri?: Element | undefined
}

export interface Bot extends DomainResource {
  readonly resourceType: 'Bot'
  identifier?: Identifier[] | undefined
  name?: string | undefined
  _name?: Element | undefined
  description?: string | undefined
  _description?: Element | undefined
  runtimeVersion?: string | undefined
  _runtimeVersion?: Element | undefined
  timeout?: number | undefined
  _timeout?: Element | undefined
  photo?: Attachment | undefined
  cronTiming?: Timing | undefined
  cronString?: string | undefined
  _cronString?: Element | undefined
  category?: CodeableConcept[] | undefined
  system?: boolean | undefined
  _system?: Element | undefined
  runAsUser?: boolean | undefined
  _runAsUser?: Element | undefined
  publicWebhook?: boolean | undefined
  _publicWebhook?: Element | undefined
  rawBody?: boolean | undefined
  _rawBody?: Element | undefined
  streamingEnabled?: boolean | undefined
  _streamingEnabled?: Element | undefined
  auditEventTrigger?: 'always' | 'never' | 'on-error' | 'on-output' | undefined
  _auditEventTrigger?: Element | undefined
  auditEventDestination?: ('log' | 'resource')[] | undefined
  _auditEventDestination?: (Element | null)[] | undefined
  sourceCode?: Attachment | undefined
  executableCode?: Attachment | undefined
  cdsService?: BotCdsService | undefined
  code?: string | undefined
  _code?: Element | undefined
  allowedHost?: string[] | undefined
  _allowedHost?: (Element | null)[] | undefined
  secretName?: string[] | undefined
  _secretName?: (Element | null)[] | undefined
  webhook?: BotWebhook | undefined
}

export interface BotWebhook extends BackboneElement {
  verification: 'hmac' | 'stripe' | 'github' | 'basic' | 'mtls-header' | 'none'
  _verification?: Element | undefined
  secretName?: string[] | undefined
  _secretName?: (Element | null)[] | undefined
  certificate?: string[] | undefined
  _certificate?: (Element | null)[] | undefined
  asynchronous?: boolean | undefined
  _asynchronous?: Element | undefined
}

export interface BotCdsService extends BackboneElement {
  hook: string
  _hook?: Element | undefined
  title: string
  _title?: Element | undefined
  description: string
  _description?: Element | undefined
  usageRequirements?: string | undefined
  _usageRequirements?: Element | undefined
  prefetch?: BotCdsServicePrefetch[] | undefined
}

export interface BotCdsServicePrefetch extends BackboneElement {
  key: string
  _key?: Element | undefined
  query: string
  _query?: Element | undefined
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
