/** What a Bot gets of `@medplum/core`, by name. A test holds both lists against the sandbox. */

/** The members of `client`. */
export const CLIENT: readonly string[] = words(`
  createAttachment createBinary createComment createDocumentReference createMedia createResource
  createResourceIfNoneExist delete deleteResource download executeBatch executeBot fhirSearchUrl fhirUrl get
  getBaseUrl getCached getCachedReference getProfile getProject invalidateAll invalidateSearches invalidateUrl
  isAuthenticated patch patchResource post put readCanonical readHistory readPatientEverything
  readPatientSummary readReference readResource readVersion search searchOne searchResourcePages
  searchResources updateResource upsertResource validateResource valueSetExpand
`)

/** The values that `@medplum/core` exports. */
export const HELPERS: readonly string[] = words(`
  AckCode CPT ContentType EMPTY HL7_V2_0203 HTTP_HL7_ORG HTTP_TERMINOLOGY_HL7_ORG Hl7Context Hl7Field
  Hl7Message Hl7Segment ICD10 LOINC MRN_IDENTIFIER_TYPE NDC OperationOutcomeError RXNORM SNOMED UCUM accepted
  addProfileToResource allOk append arrayBufferToHex arrayify assert assertNever assertOk badRequest
  businessRule calculateAge calculateAgeString capitalize concatUrls conflict contentTooLarge createReference
  created decodeBase64 decodeBase64Url deepClone deepEquals encodeBase64 encodeBase64Url ensureNoLeadingSlash
  ensureTrailingSlash escapeHtml findCodeBySystem findResourceByCode findResourceInBundle flatMapFilter
  forbidden formatAddress formatCodeableConcept formatCoding formatDate formatDateTime formatFamilyName
  formatGivenName formatHl7DateTime formatHumanName formatObservationValue formatPeriod formatQuantity
  formatRange formatReferenceString formatTime generateId getAllQuestionnaireAnswers getCodeBySystem
  getDateProperty getDisplayString getExtension getExtensionValue getExtensions getIdentifier
  getIdentifierByType getQueryString getQuestionnaireAnswers getReferenceString getStatus gone isAccepted
  isAckCode isCodeableConcept isCoding isConflict isCreated isDefined isEmpty isGone isNotFound isObject isOk
  isOperationOutcome isPopulated isQuantity isReference isResource isResourceWithId isString isStringArray
  isUUID isUnauthenticated isValidDate lazy mapByIdentifier multipleMatches normalizeErrorString
  normalizeOperationOutcome notFound notModified operationOutcomeIssueToString operationOutcomeToString
  parseHl7DateTime parseReference preconditionFailed removeProfileFromResource resolveId serverError
  serverTimeout setCodeBySystem setIdentifier singularize sleep sortStringArray splitN stringify sumBy
  tooManyRequests tryParseReference unauthorized unsupportedMediaType validationError
`)

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/)
}
