import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { CompanyRow, CompanyNameRow, CompanyActivityRow } from '../data/tables.ts';
import type { LegalCodeReference, NaceCodeReference } from '../data/code.ts';
import type { BusinessType as BusinessTypeEntry } from '../model/business-types.ts';
import type { RegistryContext } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A calendar date, such as `2026-01-31`. */
  Date: { input: string; output: string; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** An activity of a company. */
export type Activity = {
  /** Its weight for the company. */
  readonly classification: ActivityClassification;
  /** What the activity is. */
  readonly nace: NaceCode;
};

/** Weight of an activity. */
export type ActivityClassification =
  /** An ancillary activity. */
  | 'ANCILLARY'
  /** A main activity. */
  | 'MAIN'
  /** A secondary activity. */
  | 'SECONDARY';

/** A postal address. */
export type Address = {
  /** Box. */
  readonly box: Maybe<Scalars['String']['output']>;
  /** ISO 3166-1 alpha-2 country code; null when the register names a country we cannot map. */
  readonly countryCode: Maybe<Scalars['String']['output']>;
  /** House number. */
  readonly houseNumber: Maybe<Scalars['String']['output']>;
  /** Municipality. */
  readonly municipality: Maybe<Scalars['String']['output']>;
  /** Postal code. */
  readonly postalCode: Maybe<Scalars['String']['output']>;
  /** Street. */
  readonly street: Maybe<Scalars['String']['output']>;
};

/** A kind of business, as owners speak of it. */
export type BusinessType = {
  /** Stable name, such as `software`. */
  readonly id: Scalars['ID']['output'];
  /** The industry it belongs to, which chooses the benchmark multiples. */
  readonly industry: Industry;
  /** First digits of the NACE codes (2025) that fall under it. */
  readonly nacePrefixes: ReadonlyArray<Scalars['String']['output']>;
  /** What people call it. */
  readonly name: Scalars['String']['output'];
};

/** Who may be given a cached value. */
export type CacheControlScope =
  /** Only the identity that asked. */
  | 'PRIVATE'
  /** The same for everybody. */
  | 'PUBLIC';

/** A legal person in an official company register. */
export type Company = {
  /** What the company does, main activities first. */
  readonly activities: ReadonlyArray<Activity>;
  /** The business type that the main activity (NACE 2025) falls under; null when there is none. */
  readonly businessType: Maybe<BusinessType>;
  /** ISO 3166-1 alpha-2 code of the register's country. */
  readonly countryCode: Scalars['String']['output'];
  /** The number as the register prints it, such as `0403.170.701`. */
  readonly formattedNumber: Scalars['String']['output'];
  /** Start date in the register. */
  readonly foundedOn: Maybe<Scalars['Date']['output']>;
  /** Country code and registration number together, such as `BE0403170701`. */
  readonly id: Scalars['ID']['output'];
  /** Legal form, such as a private limited company. A form that the law of 2019 abolished is given as the one it became. */
  readonly legalForm: Maybe<LegalForm>;
  /** Legal situation, such as normal or bankrupt. */
  readonly legalSituation: LegalSituation;
  /** The official name; of several, the one in the language of the registered office's region. The number when it has none. */
  readonly name: Scalars['String']['output'];
  /** Every name of the company, official ones first. Names of its establishments are left out. */
  readonly names: ReadonlyArray<CompanyName>;
  /** Registered office, in Dutch or French after the company's name; null when there is none or it was struck off. */
  readonly registeredOffice: Maybe<Address>;
  /** Number in that register, digits only, such as `0403170701`. */
  readonly registrationNumber: Scalars['String']['output'];
  /** Whether the company is active. */
  readonly status: CompanyStatus;
};


/** A legal person in an official company register. */
export type CompanyActivitiesArgs = {
  version: InputMaybe<NaceVersion>;
};

/** A page of companies. */
export type CompanyConnection = {
  /** The companies with their cursors. */
  readonly edges: ReadonlyArray<CompanyEdge>;
  /** The companies. */
  readonly nodes: ReadonlyArray<Company>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
};

/** A company on a page. */
export type CompanyEdge = {
  /** Gives the companies after this one. */
  readonly cursor: Scalars['String']['output'];
  /** The company. */
  readonly node: Company;
};

/** A name of a company. */
export type CompanyName = {
  /** What kind of name. */
  readonly kind: CompanyNameKind;
  /** Its language; null when the register does not say. */
  readonly language: Maybe<Language>;
  /** The name. */
  readonly text: Scalars['String']['output'];
};

/** Kinds of company names. */
export type CompanyNameKind =
  /** An abbreviation. */
  | 'ABBREVIATION'
  /** The name of a branch. */
  | 'BRANCH'
  /** A commercial name. */
  | 'COMMERCIAL'
  /** The official name. */
  | 'OFFICIAL';

/** Whether a company is active in the register. */
export type CompanyStatus =
  /** Active. */
  | 'ACTIVE'
  /** Stopped or struck off. */
  | 'STOPPED';

/** Industries that benchmark multiples are kept for. */
export type Industry =
  /** Building and installation. */
  | 'CONSTRUCTION'
  /** Financial services. */
  | 'FINANCE'
  /** Health care and pharma. */
  | 'HEALTHCARE'
  /** Hotels, restaurants and leisure. */
  | 'HOSPITALITY'
  /** Making goods. */
  | 'MANUFACTURING'
  /** Everything else. */
  | 'OTHER'
  /** Real estate. */
  | 'REAL_ESTATE'
  /** Selling goods to consumers. */
  | 'RETAIL'
  /** Services to businesses and persons. */
  | 'SERVICES'
  /** Software, IT services and other technology. */
  | 'TECHNOLOGY';

/** Languages that the register speaks. */
export type Language =
  /** German */
  | 'DE'
  /** English */
  | 'EN'
  /** French */
  | 'FR'
  /** Dutch */
  | 'NL';

/** A legal form of a register's code table. */
export type LegalForm = {
  /** Code in the register, such as `610`. */
  readonly code: Scalars['String']['output'];
  /** Its name. In English, Dutch, French or German, in that order, where the register has none in that language; the code where it has none at all. */
  readonly label: Scalars['String']['output'];
};


/** A legal form of a register's code table. */
export type LegalFormLabelArgs = {
  language?: Language;
};

/** A legal situation of a register's code table. */
export type LegalSituation = {
  /** Code in the register, such as `000`. */
  readonly code: Scalars['String']['output'];
  /** Whether it puts the company's survival in doubt, as bankruptcy and judicial reorganisation do. */
  readonly goingConcernAtRisk: Scalars['Boolean']['output'];
  /** Its name. In English, Dutch, French or German, in that order, where the register has none in that language; the code where it has none at all. */
  readonly label: Scalars['String']['output'];
};


/** A legal situation of a register's code table. */
export type LegalSituationLabelArgs = {
  language?: Language;
};

/** A code of the European classification of economic activities, with the Belgian digits behind it. */
export type NaceCode = {
  /** The digits, such as `62100`. */
  readonly code: Scalars['String']['output'];
  /** Its name. In English, Dutch, French or German, in that order, where the register has none in that language; the code where it has none at all. */
  readonly label: Scalars['String']['output'];
  /** The version of the classification. */
  readonly version: NaceVersion;
};


/** A code of the European classification of economic activities, with the Belgian digits behind it. */
export type NaceCodeLabelArgs = {
  language?: Language;
};

/** Versions of the classification. */
export type NaceVersion =
  /** NACE-BEL 2003 */
  | 'NACE_2003'
  /** NACE-BEL 2008 */
  | 'NACE_2008'
  /** NACE-BEL 2025 */
  | 'NACE_2025';

/** Where a page lies in its list. */
export type PageInfo = {
  /** Cursor of the last entry. */
  readonly endCursor: Maybe<Scalars['String']['output']>;
  /** Whether more follow. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether the page was asked for after a cursor. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first entry. */
  readonly startCursor: Maybe<Scalars['String']['output']>;
};

export type Query = {
  /** The business type with that name. */
  readonly businessType: Maybe<BusinessType>;
  /** Every business type, by name. */
  readonly businessTypes: ReadonlyArray<BusinessType>;
  /** The company with that identifier; null when the register does not hold it. */
  readonly company: Maybe<Company>;
  /** The company with that number. Dots, spaces and the country prefix are accepted; a wrong check digit is refused. */
  readonly companyByNumber: Maybe<Company>;
  /** The NACE code with those digits; null when the classification does not hold it. */
  readonly naceCode: Maybe<NaceCode>;
  /**
   * Companies with a name that holds every word of the text, best match first. Case, accents and punctuation do not matter;
   * words of one or two letters are found where a word begins. A company number finds that company.
   */
  readonly searchCompanies: CompanyConnection;
  /** NACE codes whose name holds every word of the text in some language, or that begin with those digits; by code. */
  readonly searchNaceCodes: ReadonlyArray<NaceCode>;
};


export type QueryBusinessTypeArgs = {
  id: Scalars['ID']['input'];
};


export type QueryBusinessTypesArgs = {
  industry: InputMaybe<Industry>;
};


export type QueryCompanyArgs = {
  id: Scalars['ID']['input'];
};


export type QueryCompanyByNumberArgs = {
  countryCode?: Scalars['String']['input'];
  registrationNumber: Scalars['String']['input'];
};


export type QueryNaceCodeArgs = {
  code: Scalars['String']['input'];
  version?: NaceVersion;
};


export type QuerySearchCompaniesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  text: Scalars['String']['input'];
};


export type QuerySearchNaceCodesArgs = {
  first?: Scalars['Int']['input'];
  text: Scalars['String']['input'];
  version?: NaceVersion;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  BusinessType: BusinessType;
  Company: Company;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  BusinessType:
    ( { __typename: 'BusinessType' }
    & GraphQLRecursivePick<FederationTypes['BusinessType'], {"id":true}> );
  Company:
    ( { __typename: 'Company' }
    & ( GraphQLRecursivePick<FederationTypes['Company'], {"id":true}>
        | GraphQLRecursivePick<FederationTypes['Company'], {"countryCode":true,"registrationNumber":true}> ) );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Activity: ResolverTypeWrapper<CompanyActivityRow>;
  ActivityClassification: ActivityClassification;
  Address: ResolverTypeWrapper<Address>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  BusinessType: ResolverTypeWrapper<BusinessTypeEntry>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  CacheControlScope: CacheControlScope;
  Company: ResolverTypeWrapper<CompanyRow>;
  CompanyConnection: ResolverTypeWrapper<Omit<CompanyConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['CompanyEdge']>, nodes: ReadonlyArray<ResolversTypes['Company']> }>;
  CompanyEdge: ResolverTypeWrapper<Omit<CompanyEdge, 'node'> & { node: ResolversTypes['Company'] }>;
  CompanyName: ResolverTypeWrapper<CompanyNameRow>;
  CompanyNameKind: CompanyNameKind;
  CompanyStatus: CompanyStatus;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  Industry: Industry;
  Language: Language;
  LegalForm: ResolverTypeWrapper<LegalCodeReference>;
  LegalSituation: ResolverTypeWrapper<LegalCodeReference>;
  NaceCode: ResolverTypeWrapper<NaceCodeReference>;
  NaceVersion: NaceVersion;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Activity: CompanyActivityRow;
  Address: Address;
  String: Scalars['String']['output'];
  BusinessType: BusinessTypeEntry;
  ID: Scalars['ID']['output'];
  Company: CompanyRow;
  CompanyConnection: Omit<CompanyConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['CompanyEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Company']> };
  CompanyEdge: Omit<CompanyEdge, 'node'> & { node: ResolversParentTypes['Company'] };
  CompanyName: CompanyNameRow;
  Date: Scalars['Date']['output'];
  LegalForm: LegalCodeReference;
  LegalSituation: LegalCodeReference;
  NaceCode: NaceCodeReference;
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge: Maybe<Scalars['Boolean']['input']>;
  maxAge: Maybe<Scalars['Int']['input']>;
  scope: Maybe<CacheControlScope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = RegistryContext, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ActivityResolvers<ContextType = RegistryContext, ParentType extends ResolversParentTypes['Activity'] = ResolversParentTypes['Activity']> = {
  classification?: Resolver<ResolversTypes['ActivityClassification'], ParentType, ContextType>;
  nace?: Resolver<ResolversTypes['NaceCode'], ParentType, ContextType>;
};

export type AddressResolvers<ContextType = RegistryContext, ParentType extends ResolversParentTypes['Address'] = ResolversParentTypes['Address']> = {
  box?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  countryCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  houseNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  municipality?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  postalCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  street?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type BusinessTypeResolvers<ContextType = RegistryContext, ParentType extends ResolversParentTypes['BusinessType'] = ResolversParentTypes['BusinessType'], FederationReferenceType extends FederationReferenceTypes['BusinessType'] = FederationReferenceTypes['BusinessType']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['BusinessType']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  industry?: Resolver<ResolversTypes['Industry'], ParentType, ContextType>;
  nacePrefixes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CompanyResolvers<ContextType = RegistryContext, ParentType extends ResolversParentTypes['Company'] = ResolversParentTypes['Company'], FederationReferenceType extends FederationReferenceTypes['Company'] = FederationReferenceTypes['Company']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Company']> | FederationReferenceType, FederationReferenceType, ContextType>;
  activities?: Resolver<ReadonlyArray<ResolversTypes['Activity']>, ParentType, ContextType, Partial<CompanyActivitiesArgs>>;
  businessType?: Resolver<Maybe<ResolversTypes['BusinessType']>, ParentType, ContextType>;
  countryCode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  formattedNumber?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  foundedOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  legalForm?: Resolver<Maybe<ResolversTypes['LegalForm']>, ParentType, ContextType>;
  legalSituation?: Resolver<ResolversTypes['LegalSituation'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  names?: Resolver<ReadonlyArray<ResolversTypes['CompanyName']>, ParentType, ContextType>;
  registeredOffice?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  registrationNumber?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CompanyStatus'], ParentType, ContextType>;
};

export type CompanyConnectionResolvers<ContextType = RegistryContext, ParentType extends ResolversParentTypes['CompanyConnection'] = ResolversParentTypes['CompanyConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CompanyEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Company']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CompanyEdgeResolvers<ContextType = RegistryContext, ParentType extends ResolversParentTypes['CompanyEdge'] = ResolversParentTypes['CompanyEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Company'], ParentType, ContextType>;
};

export type CompanyNameResolvers<ContextType = RegistryContext, ParentType extends ResolversParentTypes['CompanyName'] = ResolversParentTypes['CompanyName']> = {
  kind?: Resolver<ResolversTypes['CompanyNameKind'], ParentType, ContextType>;
  language?: Resolver<Maybe<ResolversTypes['Language']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export type LegalFormResolvers<ContextType = RegistryContext, ParentType extends ResolversParentTypes['LegalForm'] = ResolversParentTypes['LegalForm']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<LegalFormLabelArgs, 'language'>>;
};

export type LegalSituationResolvers<ContextType = RegistryContext, ParentType extends ResolversParentTypes['LegalSituation'] = ResolversParentTypes['LegalSituation']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  goingConcernAtRisk?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<LegalSituationLabelArgs, 'language'>>;
};

export type NaceCodeResolvers<ContextType = RegistryContext, ParentType extends ResolversParentTypes['NaceCode'] = ResolversParentTypes['NaceCode']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<NaceCodeLabelArgs, 'language'>>;
  version?: Resolver<ResolversTypes['NaceVersion'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = RegistryContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = RegistryContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  businessType?: Resolver<Maybe<ResolversTypes['BusinessType']>, ParentType, ContextType, RequireFields<QueryBusinessTypeArgs, 'id'>>;
  businessTypes?: Resolver<ReadonlyArray<ResolversTypes['BusinessType']>, ParentType, ContextType, Partial<QueryBusinessTypesArgs>>;
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType, RequireFields<QueryCompanyArgs, 'id'>>;
  companyByNumber?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType, RequireFields<QueryCompanyByNumberArgs, 'countryCode' | 'registrationNumber'>>;
  naceCode?: Resolver<Maybe<ResolversTypes['NaceCode']>, ParentType, ContextType, RequireFields<QueryNaceCodeArgs, 'code' | 'version'>>;
  searchCompanies?: Resolver<ResolversTypes['CompanyConnection'], ParentType, ContextType, RequireFields<QuerySearchCompaniesArgs, 'first' | 'text'>>;
  searchNaceCodes?: Resolver<ReadonlyArray<ResolversTypes['NaceCode']>, ParentType, ContextType, RequireFields<QuerySearchNaceCodesArgs, 'first' | 'text' | 'version'>>;
};

export type Resolvers<ContextType = RegistryContext> = {
  Activity?: ActivityResolvers<ContextType>;
  Address?: AddressResolvers<ContextType>;
  BusinessType?: BusinessTypeResolvers<ContextType>;
  Company?: CompanyResolvers<ContextType>;
  CompanyConnection?: CompanyConnectionResolvers<ContextType>;
  CompanyEdge?: CompanyEdgeResolvers<ContextType>;
  CompanyName?: CompanyNameResolvers<ContextType>;
  Date?: GraphQLScalarType;
  LegalForm?: LegalFormResolvers<ContextType>;
  LegalSituation?: LegalSituationResolvers<ContextType>;
  NaceCode?: NaceCodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = RegistryContext> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};
