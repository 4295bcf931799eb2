import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AccountReference } from '../operations/require-own-account.ts';
import type { OwnedVersion } from '../operations/load-versions.ts';
import type { ValuationRow } from '../data/valuation.ts';
import type { EndedStep } from '../operations/live-progress.ts';
import type { ValuationStep as CalculationStep } from '../model/types.ts';
import type { ValuationContext } from '../context.ts';
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
  /** An instant in UTC, such as `2026-01-31T12:00:00.000Z`. */
  DateTime: { input: Date; output: Date; }
  /** An amount in euro. */
  Euro: { input: number; output: number; }
  /** A part of a whole, where 1 is the whole: 0.25 is a quarter. */
  Ratio: { input: number; output: number; }
  /** A score from 0 to 100. */
  Score100: { input: number; output: number; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** Somebody who can own valuations: a guest or a registered user. */
export type Account = {
  /** Identifier, unique over guests and users. */
  readonly id: Scalars['ID']['output'];
  /** The account's valuations, last changed first. Only its owner sees them. */
  readonly valuations: ValuationConnection;
};


/** Somebody who can own valuations: a guest or a registered user. */
export type AccountValuationsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** Where accounts come from. */
export type AccountsSource =
  /** Accounts filed with a central bank or register. */
  | 'official'
  /** Figures that somebody typed. */
  | 'typed';

/** How well an adjustment is supported. */
export type AdjustmentConfidence =
  /** Documented. */
  | 'high'
  /** An estimate. */
  | 'low'
  /** Plausible, with some support. */
  | 'medium';

/** What an adjustment of EBITDA corrects for. */
export type AdjustmentKind =
  /** Costs booked as depreciation, or the other way round. */
  | 'depreciation'
  /** Expenses a buyer would not make. */
  | 'discretionary'
  /** Family members paid more or less than the market. */
  | 'family_expenses'
  /** Costs that will not come back, or that were missing. */
  | 'non_recurring_costs'
  /** Revenue that will not come back. */
  | 'non_recurring_revenue'
  /** Expenses that will not come back. */
  | 'one_time_expenses'
  /** Anything else. */
  | 'other'
  /** Owners paid more or less than the market. */
  | 'owner_compensation'
  /** Private expenses of the owners. */
  | 'personal_expenses'
  /** Dealings with related parties at other than market prices. */
  | 'related_party'
  /** Bookings made for tax reasons. */
  | 'tax_optimisation'
  /** Transactions outside the normal business. */
  | 'unusual_transactions';

/** A discount, taken or left out. */
export type AppliedDiscount = {
  /** The method it belongs to. */
  readonly method: ValuationMethod;
  /** Its part of the value; null when it was not taken. */
  readonly rate: Maybe<Scalars['Ratio']['output']>;
  /** Why it was taken or left out. */
  readonly reason: Scalars['String']['output'];
  /** The risk it is for. */
  readonly risk: DiscountedRisk;
};

/** An asset whose market value differs from its book value. */
export type AssetRevaluation = {
  /** Its value in the accounts, in euro. */
  readonly bookValue: Maybe<Scalars['Euro']['output']>;
  /** Tax that would be due on the difference. */
  readonly latentTaxRate: Maybe<Scalars['Ratio']['output']>;
  /** What it would sell for, in euro. */
  readonly marketValue: Maybe<Scalars['Euro']['output']>;
  /** What the asset is. */
  readonly name: Maybe<Scalars['String']['output']>;
};

/** An asset whose market value differs from its book value. */
export type AssetRevaluationInput = {
  /** Its value in the accounts, in euro. */
  readonly bookValue?: InputMaybe<Scalars['Euro']['input']>;
  /** Tax that would be due on the difference, from 0 to 1. */
  readonly latentTaxRate?: InputMaybe<Scalars['Ratio']['input']>;
  /** What it would sell for, in euro. */
  readonly marketValue?: InputMaybe<Scalars['Euro']['input']>;
  /** What the asset is, up to 200 characters. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

/** How a business earns its money. */
export type BusinessModel =
  /** Software as a service, sold to businesses. */
  | 'b2b_saas'
  /** Sales to consumers. */
  | 'b2c'
  /** Sells goods online. */
  | 'ecommerce'
  /** Makes goods. */
  | 'manufacturing'
  /** Brings buyers and sellers together. */
  | 'marketplace'
  /** Anything else. */
  | 'other'
  /** Sells services. */
  | 'services';

/** Who may be given a cached value. */
export type CacheControlScope =
  /** Only the identity that asked. */
  | 'private'
  /** The same for everybody. */
  | 'public';

/** A valuation to calculate. */
export type CalculateValuationInput = {
  /** The revision to calculate: if the draft has moved on since, nothing is calculated and PRECONDITION_FAILED says so. */
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Makes it safe to send again: a UUID made at random for this one calculation. Within 24 hours the same key makes one
   * version and answers with it; with another input it is a CONFLICT.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** The valuation. */
  readonly valuationId: Scalars['ID']['input'];
};

/** A calculated valuation. */
export type CalculateValuationPayload = {
  /** The valuation it belongs to. */
  readonly valuation: Valuation;
  /** The new version. */
  readonly version: ValuationVersion;
};

/** A legal person in an official company register. */
export type Company = {
  /** Country code and registration number together, such as `BE0403170701`. */
  readonly id: Scalars['ID']['output'];
};

/** How far a result can be relied on. */
export type Confidence = {
  /** What the score is made of. */
  readonly factors: ReadonlyArray<ConfidenceFactor>;
  /** Weighted mean of the factors. */
  readonly score: Scalars['Score100']['output'];
};

/** A part of the confidence score. */
export type ConfidenceFactor = {
  /** What it looks at. */
  readonly name: ConfidenceFactorName;
  /** Why it scores so. */
  readonly reason: Scalars['String']['output'];
  /** Its own score. */
  readonly score: Scalars['Score100']['output'];
  /** Its part of the whole score. */
  readonly weight: Scalars['Ratio']['output'];
};

/** What a confidence score looks at. */
export type ConfidenceFactorName =
  /** How well the benchmark multiples fit. */
  | 'comparables'
  /** How much of the input is filled in. */
  | 'completeness'
  /** Whether the accounts are official or typed. */
  | 'data_source'
  /** How many years of accounts there are. */
  | 'history'
  /** How close the methods come to one another. */
  | 'method_agreement';

/** Risks that a discount is taken for. */
export type DiscountedRisk =
  /** The shares do not decide. */
  | 'lack_of_control'
  /** The shares cannot be sold at once. */
  | 'marketability'
  /** The business depends on its owners. */
  | 'owner_dependency'
  /** The business is small. */
  | 'size';

/** A correction of one year's reported EBITDA. */
export type EbitdaAdjustment = {
  /** Added to EBITDA, in euro; negative when it lowers it. */
  readonly amount: Maybe<Scalars['Euro']['output']>;
  /** How well it is supported. */
  readonly confidence: Maybe<AdjustmentConfidence>;
  /** What it corrects for. */
  readonly kind: Maybe<AdjustmentKind>;
  /** Why it is made. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** The year it corrects. */
  readonly year: Maybe<Scalars['Int']['output']>;
};

/** A correction of one year's reported EBITDA. */
export type EbitdaAdjustmentInput = {
  /** Added to EBITDA, in euro; negative when it lowers it. */
  readonly amount?: InputMaybe<Scalars['Euro']['input']>;
  /** How well it is supported. */
  readonly confidence?: InputMaybe<AdjustmentConfidence>;
  /** What it corrects for. */
  readonly kind?: InputMaybe<AdjustmentKind>;
  /** Why it is made, up to 500 characters. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** The year it corrects, one of the draft's years. */
  readonly year?: InputMaybe<Scalars['Int']['input']>;
};

/** What stands between enterprise and equity value and is not in the accounts, in euro. */
export type EquityBridge = {
  /** Obligations that a buyer takes over like debt, such as unpaid holiday pay. */
  readonly debtLikeItems: Maybe<Scalars['Euro']['output']>;
  /** Assets that the business does not need. */
  readonly nonOperatingAssets: Maybe<Scalars['Euro']['output']>;
  /** Working capital that the business normally needs; what is above or below it counts in the price. */
  readonly normalWorkingCapital: Maybe<Scalars['Euro']['output']>;
};

/** What stands between enterprise and equity value and is not in the accounts, in euro. */
export type EquityBridgeInput = {
  /** Obligations that a buyer takes over like debt, such as unpaid holiday pay. */
  readonly debtLikeItems?: InputMaybe<Scalars['Euro']['input']>;
  /** Assets that the business does not need. */
  readonly nonOperatingAssets?: InputMaybe<Scalars['Euro']['input']>;
  /** Working capital that the business normally needs; what is above or below it counts in the price. */
  readonly normalWorkingCapital?: InputMaybe<Scalars['Euro']['input']>;
};

/** Units of figures. */
export type FigureUnit =
  /** Sensitivity to the market, where 1 moves with it. */
  | 'beta'
  /** A number of things. */
  | 'count'
  /** Euro. */
  | 'EUR'
  /** Times a yearly figure, such as EBITDA. */
  | 'multiple'
  /** A part of a whole, where 1 is the whole; rates are a year's. */
  | 'ratio'
  /** A score from 0 to 100. */
  | 'score100'
  /** Years. */
  | 'years';

/** A bar of the football field. */
export type FootballFieldRow = {
  /** Value of all shares by that method. */
  readonly equityValue: ValueRange;
  /** The method. */
  readonly method: ValuationMethod;
};

/** Industries that benchmark multiples are kept for. */
export type Industry =
  /** Building and installation. */
  | 'construction'
  /** Financial services. */
  | 'finance'
  /** Health care and pharma. */
  | 'healthcare'
  /** Hotels, restaurants and leisure. */
  | 'hospitality'
  /** Making goods. */
  | 'manufacturing'
  /** Everything else. */
  | 'other'
  /** Real estate. */
  | 'real_estate'
  /** Selling goods to consumers. */
  | 'retail'
  /** Services to businesses and persons. */
  | 'services'
  /** Software, IT services and other technology. */
  | 'technology';

/** What a step did to the value of a method. */
export type MethodEffect = {
  /** Its value after the step, in euro; null when it has none. */
  readonly after: Maybe<Scalars['Euro']['output']>;
  /** Its value before the step, in euro; null when it has none. */
  readonly before: Maybe<Scalars['Euro']['output']>;
  /** The method. */
  readonly method: ValuationMethod;
  /** Why not; null when done. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** Whether the step applied to it. */
  readonly status: StepStatus;
};

/** What a method says. Ranges are null unless the method gave a value. */
export type MethodValue = {
  /** Value of the business itself; null also for methods that value the shares directly. */
  readonly enterpriseValue: Maybe<ValueRange>;
  /** Value of all shares. */
  readonly equityValue: Maybe<ValueRange>;
  /** The method. */
  readonly method: ValuationMethod;
  /** Why it was skipped or failed; null when done. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** Value of the shares for sale. */
  readonly stakeValue: Maybe<ValueRange>;
  /** Whether it gave a value. */
  readonly status: StepStatus;
  /** Its part of the weighted value; the weights of all methods add up to 1. */
  readonly weight: Scalars['Ratio']['output'];
};

/** The weight of a method. */
export type MethodWeight = {
  /** The method. */
  readonly method: Maybe<ValuationMethod>;
  /** Its weight, relative to those of the other methods. */
  readonly weight: Maybe<Scalars['Ratio']['output']>;
};

/** The weight of a method. */
export type MethodWeightInput = {
  /** The method; the statutory reference value cannot be weighed. */
  readonly method?: InputMaybe<ValuationMethod>;
  /** Its weight, relative to those of the other methods, from 0 to 1. */
  readonly weight?: InputMaybe<Scalars['Ratio']['input']>;
};

export type Mutation = {
  /** Calculates the saved draft and stores the outcome as a new, immutable version. */
  readonly calculateValuation: CalculateValuationPayload;
  /** Moves everything a guest owns to a user; answers how many valuations moved. For the user subgraph only. Safe to repeat. */
  readonly migrateGuestValuations: Scalars['Int']['output'];
  /**
   * Saves a draft: a new one without an id, else the whole of that one. Nothing is required yet, but what is there must be
   * possible.
   */
  readonly saveValuationDraft: SaveValuationDraftPayload;
};


export type MutationCalculateValuationArgs = {
  input: CalculateValuationInput;
};


export type MutationMigrateGuestValuationsArgs = {
  guestSessionId: Scalars['ID']['input'];
  userId: Scalars['ID']['input'];
};


export type MutationSaveValuationDraftArgs = {
  input: SaveValuationDraftInput;
};

/** EBITDA of a year before and after correction, in euro. */
export type NormalisedEbitda = {
  /** The corrections of that year. */
  readonly adjustments: ReadonlyArray<EbitdaAdjustment>;
  /** Reported and corrections together. */
  readonly normalised: Scalars['Euro']['output'];
  /** As reported. */
  readonly reported: Scalars['Euro']['output'];
  /** The year. */
  readonly year: Scalars['Int']['output'];
};

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

/** Percentiles of a distribution, in euro. */
export type Percentiles = {
  /** One in ten draws is below. */
  readonly p10: Scalars['Euro']['output'];
  /** Half of the draws are below. */
  readonly p50: Scalars['Euro']['output'];
  /** Nine in ten draws are below. */
  readonly p90: Scalars['Euro']['output'];
};

/** What is supposed of a business. */
export type PremiseOfValue =
  /** It goes on working. */
  | 'going_concern';

export type Query = {
  /** One of your valuations. Somebody else's is NOT_FOUND. */
  readonly valuation: Maybe<Valuation>;
};


export type QueryValuationArgs = {
  id: Scalars['ID']['input'];
};

/** A draft to save. */
export type SaveValuationDraftInput = {
  /** The whole draft: what is left out is emptied. */
  readonly draft: ValuationDraftInput;
  /** The revision the change was made on: if the draft has moved on since, nothing is saved and PRECONDITION_FAILED says so. */
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
  /** The valuation to change; without it a new one is made. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  /**
   * Makes it safe to send again: a UUID made at random for this one save. Within 24 hours the same key saves once and
   * answers with the same valuation, as it is by then; with another input it is a CONFLICT.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
};

/** A saved draft. */
export type SaveValuationDraftPayload = {
  /** The valuation with its new draft. */
  readonly valuation: Valuation;
};

/** Value of all shares by discounted cash flow, under combinations of discount rate and terminal growth. */
export type SensitivityGrid = {
  /** Value by row and column, in euro; null where the discount rate is not above the growth. */
  readonly equityValues: ReadonlyArray<ReadonlyArray<Maybe<Scalars['Euro']['output']>>>;
  /** Terminal growth of each column, ascending. */
  readonly growths: ReadonlyArray<Scalars['Ratio']['output']>;
  /** Weighted average cost of capital of each row, ascending. */
  readonly waccs: ReadonlyArray<Scalars['Ratio']['output']>;
};

/** The simulated distribution of the value. The same seed gives the same figures. */
export type SimulatedRange = {
  /** Value of all shares. */
  readonly equityValue: Percentiles;
  /** How many times the value was drawn. */
  readonly runs: Scalars['Int']['output'];
  /** Value of the shares for sale. */
  readonly stakeValue: Percentiles;
};

/** The shares that are valued. */
export type Stake = {
  /** What those shares decide. */
  readonly kind: StakeKind;
  /** Part of all shares. */
  readonly share: Scalars['Ratio']['output'];
};

/** What a part of the shares decides. */
export type StakeKind =
  /** More than half: they decide. */
  | 'control'
  /** Half: they can block. */
  | 'deadlock'
  /** Less than half. */
  | 'minority'
  /** All shares. */
  | 'whole';

/** Kinds of value. */
export type StandardOfValue =
  /** What a willing buyer would pay a willing seller. */
  | 'market_value';

/** A figure of a step. */
export type StepFigure = {
  /** What it is. */
  readonly name: Scalars['String']['output'];
  /** Where it is from and from when; null when it is the draft's own or calculated. */
  readonly source: Maybe<Scalars['String']['output']>;
  /** Unit of the figure. */
  readonly unit: FigureUnit;
  /** The figure, in its unit. */
  readonly value: Scalars['Float']['output'];
};

/** Outcomes of a step or a method. */
export type StepStatus =
  /** Carried out. */
  | 'done'
  /** Could not be carried out; the reason says why. */
  | 'failed'
  /** Not needed or not possible; the reason says why. */
  | 'skipped';

export type Subscription = {
  /**
   * Follows the calculations of a valuation. The first event says where it stands; then come, for each calculation, its
   * steps as they end and the version they led to, or why there is none. It goes on until the client ends it.
   */
  readonly valuationProgress: ValuationProgress;
};


export type SubscriptionValuationProgressArgs = {
  id: Scalars['ID']['input'];
};

/** A valuation of a business: a draft that can be changed, and the versions calculated from it. */
export type Valuation = {
  /** The company in the registry; null when the draft names none. */
  readonly company: Maybe<Company>;
  /** When the draft was first saved. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** What has been filled in so far. */
  readonly draft: ValuationDraft;
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
  /** The latest calculation; null before the first. */
  readonly latestVersion: Maybe<ValuationVersion>;
  /** Counts the saves of the draft. Send it back when saving, so that nobody's change is lost. */
  readonly revision: Scalars['Int']['output'];
  /** When the draft was last saved. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** The calculation with that number; null when there is none. */
  readonly version: Maybe<ValuationVersion>;
  /** Every calculation, latest first. */
  readonly versions: ValuationVersionConnection;
};


/** A valuation of a business: a draft that can be changed, and the versions calculated from it. */
export type ValuationVersionArgs = {
  number: Scalars['Int']['input'];
};


/** A valuation of a business: a draft that can be changed, and the versions calculated from it. */
export type ValuationVersionsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** Assumptions set by hand. */
export type ValuationAssumptions = {
  /** Sensitivity of the shares to the market, debt included; 1 moves with it. */
  readonly beta: Maybe<Scalars['Float']['output']>;
  /** Interest rate on debt before tax, a year. */
  readonly costOfDebt: Maybe<Scalars['Ratio']['output']>;
  /** Return above the risk-free rate that shares are expected to give, a year. */
  readonly equityRiskPremium: Maybe<Scalars['Ratio']['output']>;
  /** Weights of the methods, in proportion to their sum; a method left out weighs nothing. */
  readonly methodWeights: Maybe<ReadonlyArray<MethodWeight>>;
  /** Years that cash flows are projected for, from 3 to 15. */
  readonly projectionYears: Maybe<Scalars['Int']['output']>;
  /** Risk-free rate a year. */
  readonly riskFreeRate: Maybe<Scalars['Ratio']['output']>;
  /** Return added for being small, a year. */
  readonly sizePremium: Maybe<Scalars['Ratio']['output']>;
  /** Return added for risks of this business alone, a year. */
  readonly specificPremium: Maybe<Scalars['Ratio']['output']>;
  /** Tax rate on profit. */
  readonly taxRate: Maybe<Scalars['Ratio']['output']>;
  /** Growth after the projected years, a year. */
  readonly terminalGrowth: Maybe<Scalars['Ratio']['output']>;
};

/** Assumptions set by hand. */
export type ValuationAssumptionsInput = {
  /** Sensitivity of the shares to the market, debt included; 1 moves with it. */
  readonly beta?: InputMaybe<Scalars['Float']['input']>;
  /** Interest rate on debt before tax, a year. */
  readonly costOfDebt?: InputMaybe<Scalars['Ratio']['input']>;
  /** Return above the risk-free rate that shares are expected to give, a year. */
  readonly equityRiskPremium?: InputMaybe<Scalars['Ratio']['input']>;
  /** Weights of the methods, in proportion to their sum; a method left out weighs nothing. */
  readonly methodWeights?: InputMaybe<ReadonlyArray<MethodWeightInput>>;
  /** Years that cash flows are projected for, from 3 to 15. */
  readonly projectionYears?: InputMaybe<Scalars['Int']['input']>;
  /** Risk-free rate a year. */
  readonly riskFreeRate?: InputMaybe<Scalars['Ratio']['input']>;
  /** Return added for being small, a year. */
  readonly sizePremium?: InputMaybe<Scalars['Ratio']['input']>;
  /** Return added for risks of this business alone, a year. */
  readonly specificPremium?: InputMaybe<Scalars['Ratio']['input']>;
  /** Tax rate on profit. */
  readonly taxRate?: InputMaybe<Scalars['Ratio']['input']>;
  /** Growth after the projected years, a year. */
  readonly terminalGrowth?: InputMaybe<Scalars['Ratio']['input']>;
};

/** A page of valuations. */
export type ValuationConnection = {
  /** The valuations with their cursors. */
  readonly edges: ReadonlyArray<ValuationEdge>;
  /** The valuations. */
  readonly nodes: ReadonlyArray<Valuation>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
};

/** What is known of a business so far; every field may still be empty. Amounts are in euro. */
export type ValuationDraft = {
  /** Corrections that bring reported EBITDA to what a buyer would earn. */
  readonly adjustments: ReadonlyArray<EbitdaAdjustment>;
  /** Assets whose market value differs from their book value. */
  readonly assetRevaluations: ReadonlyArray<AssetRevaluation>;
  /** Assumptions set by hand; those left empty are taken from the rule set. */
  readonly assumptions: Maybe<ValuationAssumptions>;
  /** What stands between enterprise and equity value and is not in the accounts. */
  readonly bridge: Maybe<EquityBridge>;
  /** How it earns its money. */
  readonly businessModel: Maybe<BusinessModel>;
  /** Its business type in the registry, such as `bakery`; it says more than the industry and is preferred to it. */
  readonly businessTypeId: Maybe<Scalars['ID']['output']>;
  /** The company in the registry, such as `BE0403170701`. */
  readonly companyId: Maybe<Scalars['ID']['output']>;
  /** Name of the business. */
  readonly companyName: Maybe<Scalars['String']['output']>;
  /** ISO 3166-1 alpha-2 code of the country it works in. */
  readonly countryCode: Maybe<Scalars['String']['output']>;
  /** Employees in full-time equivalents, owners not counted. */
  readonly employees: Maybe<Scalars['Float']['output']>;
  /** The year it was founded. */
  readonly foundingYear: Maybe<Scalars['Int']['output']>;
  /** Its industry, which chooses the benchmark multiples. */
  readonly industry: Maybe<Industry>;
  /** Part of revenue that the largest customer brings. */
  readonly largestCustomerShare: Maybe<Scalars['Ratio']['output']>;
  /** Its main activity as a NACE code, such as `62.100`; it says more than both and is preferred to them. */
  readonly naceCode: Maybe<Scalars['String']['output']>;
  /** Owners who work in the business. */
  readonly owners: Maybe<Scalars['Int']['output']>;
  /** Part of revenue that comes back by contract. */
  readonly recurringRevenue: Maybe<Scalars['Ratio']['output']>;
  /** Part of the shares that is valued; the whole when empty. */
  readonly sharesForSale: Maybe<Scalars['Ratio']['output']>;
  /** Its yearly accounts, oldest first. */
  readonly years: ReadonlyArray<ValuationYear>;
};

/** What is known of a business so far; every field may be left out. Amounts are in euro. */
export type ValuationDraftInput = {
  /** Corrections that bring reported EBITDA to what a buyer would earn, up to 100. */
  readonly adjustments?: InputMaybe<ReadonlyArray<EbitdaAdjustmentInput>>;
  /** Assets whose market value differs from their book value, up to 100. */
  readonly assetRevaluations?: InputMaybe<ReadonlyArray<AssetRevaluationInput>>;
  /** Assumptions set by hand; those left out are taken from the rule set. */
  readonly assumptions?: InputMaybe<ValuationAssumptionsInput>;
  /** What stands between enterprise and equity value and is not in the accounts. */
  readonly bridge?: InputMaybe<EquityBridgeInput>;
  /** How it earns its money. */
  readonly businessModel?: InputMaybe<BusinessModel>;
  /** Its business type in the registry, such as `bakery`; it says more than the industry and is preferred to it. */
  readonly businessTypeId?: InputMaybe<Scalars['ID']['input']>;
  /** The company in the registry, such as `BE0403170701`. */
  readonly companyId?: InputMaybe<Scalars['ID']['input']>;
  /** Name of the business, from 1 to 200 characters. */
  readonly companyName?: InputMaybe<Scalars['String']['input']>;
  /** ISO 3166-1 alpha-2 code of the country it works in. */
  readonly countryCode?: InputMaybe<Scalars['String']['input']>;
  /** Employees in full-time equivalents, owners not counted; 0 or more. */
  readonly employees?: InputMaybe<Scalars['Float']['input']>;
  /** The year it was founded, from 1900 to this year. */
  readonly foundingYear?: InputMaybe<Scalars['Int']['input']>;
  /** Its industry, which chooses the benchmark multiples. */
  readonly industry?: InputMaybe<Industry>;
  /** Part of revenue that the largest customer brings, from 0 to 1. */
  readonly largestCustomerShare?: InputMaybe<Scalars['Ratio']['input']>;
  /** Its main activity as a NACE code, such as `62.100`; it says more than both and is preferred to them. */
  readonly naceCode?: InputMaybe<Scalars['String']['input']>;
  /** Owners who work in the business, from 1 to 100. */
  readonly owners?: InputMaybe<Scalars['Int']['input']>;
  /** Part of revenue that comes back by contract, from 0 to 1. */
  readonly recurringRevenue?: InputMaybe<Scalars['Ratio']['input']>;
  /** Part of the shares that is valued, from 0 to 1; the whole when left out. */
  readonly sharesForSale?: InputMaybe<Scalars['Ratio']['input']>;
  /** Its yearly accounts: up to 10 years, oldest first, without gaps. */
  readonly years?: InputMaybe<ReadonlyArray<ValuationYearInput>>;
};

/** A valuation on a page. */
export type ValuationEdge = {
  /** Gives the valuations after this one. */
  readonly cursor: Scalars['String']['output'];
  /** The valuation. */
  readonly node: Valuation;
};

/** Methods of valuation. */
export type ValuationMethod =
  /** Book equity, with assets at market value. */
  | 'adjusted_net_assets'
  /** Present value of projected cash flows. */
  | 'discounted_cash_flow'
  /** What comparable businesses were sold for, as a multiple of EBITDA or revenue. */
  | 'multiples'
  /** Belgian reference value for the tax on capital gains: equity and four times EBITDA. Shown, never weighed. */
  | 'statutory_reference';

/** How far a calculation is. */
export type ValuationProgress = {
  /** How many of its steps are done: 0 when nothing has been calculated yet. */
  readonly done: Scalars['Int']['output'];
  /** The code of the error because of which the calculation ended without a version; null otherwise. */
  readonly failure: Maybe<Scalars['String']['output']>;
  /** The step that ended; null in the first event and in the one that brings the version. */
  readonly step: Maybe<ValuationProgressStep>;
  /** How many steps a calculation has. */
  readonly total: Scalars['Int']['output'];
  /** The version when all is done and stored; null before. */
  readonly version: Maybe<ValuationVersion>;
};

/** A step that ended. Its figures stand in the version. */
export type ValuationProgressStep = {
  /** Which step it is. */
  readonly name: ValuationStepName;
  /** Its place in the calculation, from 0 to 11. */
  readonly number: Scalars['Int']['output'];
  /** Whether it was carried out. */
  readonly status: StepStatus;
  /** What it does, in words. */
  readonly title: Scalars['String']['output'];
};

/** The conclusion: what was valued, on which footing, and what was deducted. */
export type ValuationStatement = {
  /** The financial year whose balance sheet leads from enterprise to equity value. */
  readonly balanceSheetYear: Scalars['Int']['output'];
  /** The discounts, taken or left out, each with the reason. */
  readonly discounts: ReadonlyArray<AppliedDiscount>;
  /** From the lowest to the highest method, as value of all shares. */
  readonly methodSpread: ValueRange;
  /** What a reader should know. */
  readonly notes: ReadonlyArray<Scalars['String']['output']>;
  /** What is supposed of the business. */
  readonly premise: PremiseOfValue;
  /** The shares that are valued. */
  readonly stake: Stake;
  /** What kind of value it is. */
  readonly standardOfValue: StandardOfValue;
};

/** A step of the calculation. */
export type ValuationStep = {
  /** Value after the step, in euro; null when it has none. */
  readonly after: Maybe<Scalars['Euro']['output']>;
  /** Value before the step, in euro; null when it has none. From step 6 on the weighted value of the methods. */
  readonly before: Maybe<Scalars['Euro']['output']>;
  /** What it computes, in words and symbols. */
  readonly formula: Scalars['String']['output'];
  /** The figures it starts from. */
  readonly inputs: ReadonlyArray<StepFigure>;
  /** What the step did to the value of each method. */
  readonly methods: ReadonlyArray<MethodEffect>;
  /** Which step it is. */
  readonly name: ValuationStepName;
  /** What was assumed where the input is silent, and what a reader should know. */
  readonly notes: ReadonlyArray<Scalars['String']['output']>;
  /** Its place in the calculation, from 0 to 11. */
  readonly number: Scalars['Int']['output'];
  /** Why it was skipped or failed; null when done. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** Where the method comes from. */
  readonly source: Scalars['String']['output'];
  /** Whether it was carried out. */
  readonly status: StepStatus;
  /** What it does, in words. */
  readonly title: Scalars['String']['output'];
};

/** The steps of a calculation, in order. */
export type ValuationStepName =
  /** The multiple that comparable businesses were sold for. */
  | 'benchmark_multiple'
  /** How complete the input is. */
  | 'data_quality'
  /** Value by projected cash flows. */
  | 'discounted_cash_flow'
  /** From the value of the business to the value of its shares. */
  | 'equity_bridge'
  /** Discount because the shares cannot be sold at once. */
  | 'marketability'
  /** Value by that multiple. */
  | 'multiples_value'
  /** EBITDA corrected to what a buyer would earn. */
  | 'normalised_ebitda'
  /** Discount for depending on its owners. */
  | 'owner_dependency'
  /** Discount for being small. */
  | 'size'
  /** From all shares to those for sale. */
  | 'stake'
  /** Whether the input is possible and plausible. */
  | 'validation'
  /** Weights, confidence, range and statement. */
  | 'weighting';

/** An immutable calculation of a valuation. */
export type ValuationVersion = {
  /** The day the value holds for. */
  readonly asOf: Scalars['Date']['output'];
  /** Name of the business. */
  readonly companyName: Scalars['String']['output'];
  /** How far the figures can be relied on. */
  readonly confidence: Confidence;
  /** ISO 3166-1 alpha-2 code of its country. */
  readonly countryCode: Scalars['String']['output'];
  /** When it was calculated. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Version of the calculation engine. */
  readonly engineVersion: Scalars['String']['output'];
  /**
   * Value of the business itself, before debt and cash: the weighted mean of the methods' own figures. Null when no method
   * with weight gives one.
   */
  readonly enterpriseValue: Maybe<ValueRange>;
  /** Value of all shares: the weighted mean of the methods, between the 10th and 90th percentile of the simulation. */
  readonly equityValue: ValueRange;
  /** The methods that gave a value, as bars of a chart. */
  readonly footballField: ReadonlyArray<FootballFieldRow>;
  /** Its industry. */
  readonly industry: Maybe<Industry>;
  /** The draft as it was calculated. */
  readonly input: ValuationDraft;
  /** What each method says, and how much it counts. */
  readonly methods: ReadonlyArray<MethodValue>;
  /** EBITDA of each year, corrected to what a buyer would earn, oldest first. */
  readonly normalisedEbitda: ReadonlyArray<NormalisedEbitda>;
  /** 1 for the first calculation. */
  readonly number: Scalars['Int']['output'];
  /** Account that owns the valuation. */
  readonly ownerId: Scalars['ID']['output'];
  /** Version of the rule set: the multiples, rates and thresholds that were used. */
  readonly ruleSetVersion: Scalars['String']['output'];
  /** Seed of the simulated range: the same input, rule set and seed give the same result. */
  readonly seed: Scalars['Int']['output'];
  /** How the discounted cash flow value moves with its two main assumptions; null when that method gave no value. */
  readonly sensitivity: Maybe<SensitivityGrid>;
  /** The simulated distribution of the value. */
  readonly simulation: SimulatedRange;
  /** Value of the shares for sale, which may be fewer than all and carry a minority discount; ends as `equityValue`. */
  readonly stakeValue: ValueRange;
  /** What was valued, on which footing, and what was deducted. */
  readonly statement: ValuationStatement;
  /** How the result came about, in order of calculation. */
  readonly steps: ReadonlyArray<ValuationStep>;
  /** The valuation. */
  readonly valuationId: Scalars['ID']['output'];
  /** What a reader should know before relying on the result. */
  readonly warnings: ReadonlyArray<ValuationWarning>;
};

/** A page of versions. */
export type ValuationVersionConnection = {
  /** The versions with their cursors. */
  readonly edges: ReadonlyArray<ValuationVersionEdge>;
  /** The versions. */
  readonly nodes: ReadonlyArray<ValuationVersion>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
};

/** A version on a page. */
export type ValuationVersionEdge = {
  /** Gives the versions after this one. */
  readonly cursor: Scalars['String']['output'];
  /** The version. */
  readonly node: ValuationVersion;
};

/** Something a reader should know before relying on the result. */
export type ValuationWarning = {
  /** The warning in words. */
  readonly message: Scalars['String']['output'];
  /** The field of the draft it is about, such as `years[1].revenue`. */
  readonly path: Scalars['String']['output'];
};

/** The accounts of one year, in euro. */
export type ValuationYear = {
  /** Amortisation of intangible assets. */
  readonly amortisation: Maybe<Scalars['Euro']['output']>;
  /** Money spent on fixed assets. */
  readonly capex: Maybe<Scalars['Euro']['output']>;
  /** Cash and cash equivalents at the end of the year. */
  readonly cash: Maybe<Scalars['Euro']['output']>;
  /** Depreciation of tangible assets. */
  readonly depreciation: Maybe<Scalars['Euro']['output']>;
  /** Operating profit: earnings before interest and tax. */
  readonly ebit: Maybe<Scalars['Euro']['output']>;
  /** Earnings before interest, tax, depreciation and amortisation, as reported. */
  readonly ebitda: Maybe<Scalars['Euro']['output']>;
  /** Interest paid. */
  readonly interest: Maybe<Scalars['Euro']['output']>;
  /** Inventory at the end of the year. */
  readonly inventory: Maybe<Scalars['Euro']['output']>;
  /** Profit or loss after tax. */
  readonly netIncome: Maybe<Scalars['Euro']['output']>;
  /** Trade receivables at the end of the year. */
  readonly receivables: Maybe<Scalars['Euro']['output']>;
  /** Turnover. */
  readonly revenue: Maybe<Scalars['Euro']['output']>;
  /** Where the figures come from; typed when empty. */
  readonly source: Maybe<AccountsSource>;
  /** Income tax. */
  readonly tax: Maybe<Scalars['Euro']['output']>;
  /** Balance sheet total at the end of the year. */
  readonly totalAssets: Maybe<Scalars['Euro']['output']>;
  /** Financial debt at the end of the year. */
  readonly totalDebt: Maybe<Scalars['Euro']['output']>;
  /** Book equity at the end of the year. */
  readonly totalEquity: Maybe<Scalars['Euro']['output']>;
  /** Working capital at the end of the year: stocks and receivables less operating debts. */
  readonly workingCapital: Maybe<Scalars['Euro']['output']>;
  /** The calendar year in which the financial year ends. */
  readonly year: Maybe<Scalars['Int']['output']>;
};

/** The accounts of one year, in euro. */
export type ValuationYearInput = {
  /** Amortisation of intangible assets. */
  readonly amortisation?: InputMaybe<Scalars['Euro']['input']>;
  /** Money spent on fixed assets. */
  readonly capex?: InputMaybe<Scalars['Euro']['input']>;
  /** Cash and cash equivalents at the end of the year. */
  readonly cash?: InputMaybe<Scalars['Euro']['input']>;
  /** Depreciation of tangible assets. */
  readonly depreciation?: InputMaybe<Scalars['Euro']['input']>;
  /** Operating profit: earnings before interest and tax. */
  readonly ebit?: InputMaybe<Scalars['Euro']['input']>;
  /** Earnings before interest, tax, depreciation and amortisation, as reported; at most revenue. */
  readonly ebitda?: InputMaybe<Scalars['Euro']['input']>;
  /** Interest paid. */
  readonly interest?: InputMaybe<Scalars['Euro']['input']>;
  /** Inventory at the end of the year. */
  readonly inventory?: InputMaybe<Scalars['Euro']['input']>;
  /** Profit or loss after tax. */
  readonly netIncome?: InputMaybe<Scalars['Euro']['input']>;
  /** Trade receivables at the end of the year. */
  readonly receivables?: InputMaybe<Scalars['Euro']['input']>;
  /** Turnover, at least one cent. */
  readonly revenue?: InputMaybe<Scalars['Euro']['input']>;
  /** Where the figures come from; typed when empty. */
  readonly source?: InputMaybe<AccountsSource>;
  /** Income tax. */
  readonly tax?: InputMaybe<Scalars['Euro']['input']>;
  /** Balance sheet total at the end of the year. */
  readonly totalAssets?: InputMaybe<Scalars['Euro']['input']>;
  /** Financial debt at the end of the year. */
  readonly totalDebt?: InputMaybe<Scalars['Euro']['input']>;
  /** Book equity at the end of the year. */
  readonly totalEquity?: InputMaybe<Scalars['Euro']['input']>;
  /** Working capital at the end of the year: stocks and receivables less operating debts. */
  readonly workingCapital?: InputMaybe<Scalars['Euro']['input']>;
  /** The calendar year in which the financial year ends. */
  readonly year?: InputMaybe<Scalars['Int']['input']>;
};

/** A range of values, in euro. */
export type ValueRange = {
  /** Upper end. */
  readonly high: Scalars['Euro']['output'];
  /** Lower end. */
  readonly low: Scalars['Euro']['output'];
  /** The value itself. */
  readonly mid: Scalars['Euro']['output'];
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
  Account: Account;
  Valuation: Valuation;
  ValuationVersion: ValuationVersion;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
  Valuation:
    ( { __typename: 'Valuation' }
    & GraphQLRecursivePick<FederationTypes['Valuation'], {"id":true}> );
  ValuationVersion:
    ( { __typename: 'ValuationVersion' }
    & GraphQLRecursivePick<FederationTypes['ValuationVersion'], {"valuationId":true,"number":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<AccountReference>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  AccountsSource: ResolverTypeWrapper<AccountsSource>;
  AdjustmentConfidence: ResolverTypeWrapper<AdjustmentConfidence>;
  AdjustmentKind: ResolverTypeWrapper<AdjustmentKind>;
  AppliedDiscount: ResolverTypeWrapper<Omit<AppliedDiscount, 'method' | 'risk'> & { method: ResolversTypes['ValuationMethod'], risk: ResolversTypes['DiscountedRisk'] }>;
  AssetRevaluation: ResolverTypeWrapper<AssetRevaluationInput>;
  AssetRevaluationInput: AssetRevaluationInput;
  BusinessModel: ResolverTypeWrapper<BusinessModel>;
  CacheControlScope: ResolverTypeWrapper<CacheControlScope>;
  CalculateValuationInput: CalculateValuationInput;
  CalculateValuationPayload: ResolverTypeWrapper<Omit<CalculateValuationPayload, 'valuation' | 'version'> & { valuation: ResolversTypes['Valuation'], version: ResolversTypes['ValuationVersion'] }>;
  Company: ResolverTypeWrapper<Company>;
  Confidence: ResolverTypeWrapper<OwnedVersion>;
  ConfidenceFactor: ResolverTypeWrapper<Omit<ConfidenceFactor, 'name'> & { name: ResolversTypes['ConfidenceFactorName'] }>;
  ConfidenceFactorName: ResolverTypeWrapper<ConfidenceFactorName>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DiscountedRisk: ResolverTypeWrapper<DiscountedRisk>;
  EbitdaAdjustment: ResolverTypeWrapper<EbitdaAdjustmentInput>;
  EbitdaAdjustmentInput: EbitdaAdjustmentInput;
  EquityBridge: ResolverTypeWrapper<EquityBridgeInput>;
  EquityBridgeInput: EquityBridgeInput;
  Euro: ResolverTypeWrapper<Scalars['Euro']['output']>;
  FigureUnit: ResolverTypeWrapper<FigureUnit>;
  FootballFieldRow: ResolverTypeWrapper<Omit<FootballFieldRow, 'method'> & { method: ResolversTypes['ValuationMethod'] }>;
  Industry: ResolverTypeWrapper<Industry>;
  MethodEffect: ResolverTypeWrapper<Omit<MethodEffect, 'method' | 'status'> & { method: ResolversTypes['ValuationMethod'], status: ResolversTypes['StepStatus'] }>;
  MethodValue: ResolverTypeWrapper<Omit<MethodValue, 'method' | 'status'> & { method: ResolversTypes['ValuationMethod'], status: ResolversTypes['StepStatus'] }>;
  MethodWeight: ResolverTypeWrapper<MethodWeightInput>;
  MethodWeightInput: MethodWeightInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NormalisedEbitda: ResolverTypeWrapper<Omit<NormalisedEbitda, 'adjustments'> & { adjustments: ReadonlyArray<ResolversTypes['EbitdaAdjustment']> }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Percentiles: ResolverTypeWrapper<Percentiles>;
  PremiseOfValue: ResolverTypeWrapper<PremiseOfValue>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Ratio: ResolverTypeWrapper<Scalars['Ratio']['output']>;
  SaveValuationDraftInput: SaveValuationDraftInput;
  SaveValuationDraftPayload: ResolverTypeWrapper<Omit<SaveValuationDraftPayload, 'valuation'> & { valuation: ResolversTypes['Valuation'] }>;
  Score100: ResolverTypeWrapper<Scalars['Score100']['output']>;
  SensitivityGrid: ResolverTypeWrapper<SensitivityGrid>;
  SimulatedRange: ResolverTypeWrapper<SimulatedRange>;
  Stake: ResolverTypeWrapper<Omit<Stake, 'kind'> & { kind: ResolversTypes['StakeKind'] }>;
  StakeKind: ResolverTypeWrapper<StakeKind>;
  StandardOfValue: ResolverTypeWrapper<StandardOfValue>;
  StepFigure: ResolverTypeWrapper<Omit<StepFigure, 'unit'> & { unit: ResolversTypes['FigureUnit'] }>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  StepStatus: ResolverTypeWrapper<StepStatus>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Valuation: ResolverTypeWrapper<ValuationRow>;
  ValuationAssumptions: ResolverTypeWrapper<ValuationAssumptionsInput>;
  ValuationAssumptionsInput: ValuationAssumptionsInput;
  ValuationConnection: ResolverTypeWrapper<Omit<ValuationConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['ValuationEdge']>, nodes: ReadonlyArray<ResolversTypes['Valuation']> }>;
  ValuationDraft: ResolverTypeWrapper<ValuationDraftInput>;
  ValuationDraftInput: ValuationDraftInput;
  ValuationEdge: ResolverTypeWrapper<Omit<ValuationEdge, 'node'> & { node: ResolversTypes['Valuation'] }>;
  ValuationMethod: ResolverTypeWrapper<ValuationMethod>;
  ValuationProgress: ResolverTypeWrapper<Omit<ValuationProgress, 'step' | 'version'> & { step?: Maybe<ResolversTypes['ValuationProgressStep']>, version?: Maybe<ResolversTypes['ValuationVersion']> }>;
  ValuationProgressStep: ResolverTypeWrapper<EndedStep>;
  ValuationStatement: ResolverTypeWrapper<Omit<ValuationStatement, 'discounts' | 'premise' | 'stake' | 'standardOfValue'> & { discounts: ReadonlyArray<ResolversTypes['AppliedDiscount']>, premise: ResolversTypes['PremiseOfValue'], stake: ResolversTypes['Stake'], standardOfValue: ResolversTypes['StandardOfValue'] }>;
  ValuationStep: ResolverTypeWrapper<CalculationStep>;
  ValuationStepName: ResolverTypeWrapper<ValuationStepName>;
  ValuationVersion: ResolverTypeWrapper<OwnedVersion>;
  ValuationVersionConnection: ResolverTypeWrapper<Omit<ValuationVersionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['ValuationVersionEdge']>, nodes: ReadonlyArray<ResolversTypes['ValuationVersion']> }>;
  ValuationVersionEdge: ResolverTypeWrapper<Omit<ValuationVersionEdge, 'node'> & { node: ResolversTypes['ValuationVersion'] }>;
  ValuationWarning: ResolverTypeWrapper<ValuationWarning>;
  ValuationYear: ResolverTypeWrapper<ValuationYearInput>;
  ValuationYearInput: ValuationYearInput;
  ValueRange: ResolverTypeWrapper<ValueRange>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: AccountReference;
  ID: Scalars['ID']['output'];
  String: Scalars['String']['output'];
  AppliedDiscount: AppliedDiscount;
  AssetRevaluation: AssetRevaluationInput;
  AssetRevaluationInput: AssetRevaluationInput;
  CalculateValuationInput: CalculateValuationInput;
  CalculateValuationPayload: Omit<CalculateValuationPayload, 'valuation' | 'version'> & { valuation: ResolversParentTypes['Valuation'], version: ResolversParentTypes['ValuationVersion'] };
  Company: Company;
  Confidence: OwnedVersion;
  ConfidenceFactor: ConfidenceFactor;
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  EbitdaAdjustment: EbitdaAdjustmentInput;
  EbitdaAdjustmentInput: EbitdaAdjustmentInput;
  EquityBridge: EquityBridgeInput;
  EquityBridgeInput: EquityBridgeInput;
  Euro: Scalars['Euro']['output'];
  FootballFieldRow: FootballFieldRow;
  MethodEffect: MethodEffect;
  MethodValue: MethodValue;
  MethodWeight: MethodWeightInput;
  MethodWeightInput: MethodWeightInput;
  Mutation: Record<PropertyKey, never>;
  NormalisedEbitda: Omit<NormalisedEbitda, 'adjustments'> & { adjustments: ReadonlyArray<ResolversParentTypes['EbitdaAdjustment']> };
  PageInfo: PageInfo;
  Percentiles: Percentiles;
  Query: Record<PropertyKey, never>;
  Ratio: Scalars['Ratio']['output'];
  SaveValuationDraftInput: SaveValuationDraftInput;
  SaveValuationDraftPayload: Omit<SaveValuationDraftPayload, 'valuation'> & { valuation: ResolversParentTypes['Valuation'] };
  Score100: Scalars['Score100']['output'];
  SensitivityGrid: SensitivityGrid;
  SimulatedRange: SimulatedRange;
  Stake: Stake;
  StepFigure: StepFigure;
  Float: Scalars['Float']['output'];
  Subscription: Record<PropertyKey, never>;
  Valuation: ValuationRow;
  ValuationAssumptions: ValuationAssumptionsInput;
  ValuationAssumptionsInput: ValuationAssumptionsInput;
  ValuationConnection: Omit<ValuationConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['ValuationEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Valuation']> };
  ValuationDraft: ValuationDraftInput;
  ValuationDraftInput: ValuationDraftInput;
  ValuationEdge: Omit<ValuationEdge, 'node'> & { node: ResolversParentTypes['Valuation'] };
  ValuationProgress: Omit<ValuationProgress, 'step' | 'version'> & { step?: Maybe<ResolversParentTypes['ValuationProgressStep']>, version?: Maybe<ResolversParentTypes['ValuationVersion']> };
  ValuationProgressStep: EndedStep;
  ValuationStatement: Omit<ValuationStatement, 'discounts' | 'stake'> & { discounts: ReadonlyArray<ResolversParentTypes['AppliedDiscount']>, stake: ResolversParentTypes['Stake'] };
  ValuationStep: CalculationStep;
  ValuationVersion: OwnedVersion;
  ValuationVersionConnection: Omit<ValuationVersionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['ValuationVersionEdge']>, nodes: ReadonlyArray<ResolversParentTypes['ValuationVersion']> };
  ValuationVersionEdge: Omit<ValuationVersionEdge, 'node'> & { node: ResolversParentTypes['ValuationVersion'] };
  ValuationWarning: ValuationWarning;
  ValuationYear: ValuationYearInput;
  ValuationYearInput: ValuationYearInput;
  ValueRange: ValueRange;
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge: Maybe<Scalars['Boolean']['input']>;
  maxAge: Maybe<Scalars['Int']['input']>;
  scope: Maybe<CacheControlScope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = ValuationContext, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccountResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  valuations?: Resolver<ResolversTypes['ValuationConnection'], ParentType, ContextType, RequireFields<AccountValuationsArgs, 'first'>>;
};

export type AccountsSourceResolvers = { OFFICIAL: 'official', TYPED: 'typed' };

export type AdjustmentConfidenceResolvers = { HIGH: 'high', LOW: 'low', MEDIUM: 'medium' };

export type AdjustmentKindResolvers = { DEPRECIATION: 'depreciation', DISCRETIONARY: 'discretionary', FAMILY_EXPENSES: 'family_expenses', NON_RECURRING_COSTS: 'non_recurring_costs', NON_RECURRING_REVENUE: 'non_recurring_revenue', ONE_TIME_EXPENSES: 'one_time_expenses', OTHER: 'other', OWNER_COMPENSATION: 'owner_compensation', PERSONAL_EXPENSES: 'personal_expenses', RELATED_PARTY: 'related_party', TAX_OPTIMISATION: 'tax_optimisation', UNUSUAL_TRANSACTIONS: 'unusual_transactions' };

export type AppliedDiscountResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['AppliedDiscount'] = ResolversParentTypes['AppliedDiscount']> = {
  method?: Resolver<ResolversTypes['ValuationMethod'], ParentType, ContextType>;
  rate?: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  risk?: Resolver<ResolversTypes['DiscountedRisk'], ParentType, ContextType>;
};

export type AssetRevaluationResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['AssetRevaluation'] = ResolversParentTypes['AssetRevaluation']> = {
  bookValue?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  latentTaxRate?: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
  marketValue?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type BusinessModelResolvers = { B2B_SAAS: 'b2b_saas', B2C: 'b2c', ECOMMERCE: 'ecommerce', MANUFACTURING: 'manufacturing', MARKETPLACE: 'marketplace', OTHER: 'other', SERVICES: 'services' };

export type CacheControlScopeResolvers = { PRIVATE: 'private', PUBLIC: 'public' };

export type CalculateValuationPayloadResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['CalculateValuationPayload'] = ResolversParentTypes['CalculateValuationPayload']> = {
  valuation?: Resolver<ResolversTypes['Valuation'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['ValuationVersion'], ParentType, ContextType>;
};

export type CompanyResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['Company'] = ResolversParentTypes['Company']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ConfidenceResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['Confidence'] = ResolversParentTypes['Confidence']> = {
  factors?: Resolver<ReadonlyArray<ResolversTypes['ConfidenceFactor']>, ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Score100'], ParentType, ContextType>;
};

export type ConfidenceFactorResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['ConfidenceFactor'] = ResolversParentTypes['ConfidenceFactor']> = {
  name?: Resolver<ResolversTypes['ConfidenceFactorName'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Score100'], ParentType, ContextType>;
  weight?: Resolver<ResolversTypes['Ratio'], ParentType, ContextType>;
};

export type ConfidenceFactorNameResolvers = { COMPARABLES: 'comparables', COMPLETENESS: 'completeness', DATA_SOURCE: 'data_source', HISTORY: 'history', METHOD_AGREEMENT: 'method_agreement' };

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DiscountedRiskResolvers = { LACK_OF_CONTROL: 'lack_of_control', MARKETABILITY: 'marketability', OWNER_DEPENDENCY: 'owner_dependency', SIZE: 'size' };

export type EbitdaAdjustmentResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['EbitdaAdjustment'] = ResolversParentTypes['EbitdaAdjustment']> = {
  amount?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  confidence?: Resolver<Maybe<ResolversTypes['AdjustmentConfidence']>, ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['AdjustmentKind']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  year?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type EquityBridgeResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['EquityBridge'] = ResolversParentTypes['EquityBridge']> = {
  debtLikeItems?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  nonOperatingAssets?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  normalWorkingCapital?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
};

export interface EuroScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Euro'], any> {
  name: 'Euro';
}

export type FigureUnitResolvers = { BETA: 'beta', COUNT: 'count', EUR: 'EUR', MULTIPLE: 'multiple', RATIO: 'ratio', SCORE100: 'score100', YEARS: 'years' };

export type FootballFieldRowResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['FootballFieldRow'] = ResolversParentTypes['FootballFieldRow']> = {
  equityValue?: Resolver<ResolversTypes['ValueRange'], ParentType, ContextType>;
  method?: Resolver<ResolversTypes['ValuationMethod'], ParentType, ContextType>;
};

export type IndustryResolvers = { CONSTRUCTION: 'construction', FINANCE: 'finance', HEALTHCARE: 'healthcare', HOSPITALITY: 'hospitality', MANUFACTURING: 'manufacturing', OTHER: 'other', REAL_ESTATE: 'real_estate', RETAIL: 'retail', SERVICES: 'services', TECHNOLOGY: 'technology' };

export type MethodEffectResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['MethodEffect'] = ResolversParentTypes['MethodEffect']> = {
  after?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  method?: Resolver<ResolversTypes['ValuationMethod'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['StepStatus'], ParentType, ContextType>;
};

export type MethodValueResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['MethodValue'] = ResolversParentTypes['MethodValue']> = {
  enterpriseValue?: Resolver<Maybe<ResolversTypes['ValueRange']>, ParentType, ContextType>;
  equityValue?: Resolver<Maybe<ResolversTypes['ValueRange']>, ParentType, ContextType>;
  method?: Resolver<ResolversTypes['ValuationMethod'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  stakeValue?: Resolver<Maybe<ResolversTypes['ValueRange']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['StepStatus'], ParentType, ContextType>;
  weight?: Resolver<ResolversTypes['Ratio'], ParentType, ContextType>;
};

export type MethodWeightResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['MethodWeight'] = ResolversParentTypes['MethodWeight']> = {
  method?: Resolver<Maybe<ResolversTypes['ValuationMethod']>, ParentType, ContextType>;
  weight?: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  calculateValuation?: Resolver<ResolversTypes['CalculateValuationPayload'], ParentType, ContextType, RequireFields<MutationCalculateValuationArgs, 'input'>>;
  migrateGuestValuations?: Resolver<ResolversTypes['Int'], ParentType, ContextType, RequireFields<MutationMigrateGuestValuationsArgs, 'guestSessionId' | 'userId'>>;
  saveValuationDraft?: Resolver<ResolversTypes['SaveValuationDraftPayload'], ParentType, ContextType, RequireFields<MutationSaveValuationDraftArgs, 'input'>>;
};

export type NormalisedEbitdaResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['NormalisedEbitda'] = ResolversParentTypes['NormalisedEbitda']> = {
  adjustments?: Resolver<ReadonlyArray<ResolversTypes['EbitdaAdjustment']>, ParentType, ContextType>;
  normalised?: Resolver<ResolversTypes['Euro'], ParentType, ContextType>;
  reported?: Resolver<ResolversTypes['Euro'], ParentType, ContextType>;
  year?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PercentilesResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['Percentiles'] = ResolversParentTypes['Percentiles']> = {
  p10?: Resolver<ResolversTypes['Euro'], ParentType, ContextType>;
  p50?: Resolver<ResolversTypes['Euro'], ParentType, ContextType>;
  p90?: Resolver<ResolversTypes['Euro'], ParentType, ContextType>;
};

export type PremiseOfValueResolvers = { GOING_CONCERN: 'going_concern' };

export type QueryResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  valuation?: Resolver<Maybe<ResolversTypes['Valuation']>, ParentType, ContextType, RequireFields<QueryValuationArgs, 'id'>>;
};

export interface RatioScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Ratio'], any> {
  name: 'Ratio';
}

export type SaveValuationDraftPayloadResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['SaveValuationDraftPayload'] = ResolversParentTypes['SaveValuationDraftPayload']> = {
  valuation?: Resolver<ResolversTypes['Valuation'], ParentType, ContextType>;
};

export interface Score100ScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Score100'], any> {
  name: 'Score100';
}

export type SensitivityGridResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['SensitivityGrid'] = ResolversParentTypes['SensitivityGrid']> = {
  equityValues?: Resolver<ReadonlyArray<ReadonlyArray<Maybe<ResolversTypes['Euro']>>>, ParentType, ContextType>;
  growths?: Resolver<ReadonlyArray<ResolversTypes['Ratio']>, ParentType, ContextType>;
  waccs?: Resolver<ReadonlyArray<ResolversTypes['Ratio']>, ParentType, ContextType>;
};

export type SimulatedRangeResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['SimulatedRange'] = ResolversParentTypes['SimulatedRange']> = {
  equityValue?: Resolver<ResolversTypes['Percentiles'], ParentType, ContextType>;
  runs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  stakeValue?: Resolver<ResolversTypes['Percentiles'], ParentType, ContextType>;
};

export type StakeResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['Stake'] = ResolversParentTypes['Stake']> = {
  kind?: Resolver<ResolversTypes['StakeKind'], ParentType, ContextType>;
  share?: Resolver<ResolversTypes['Ratio'], ParentType, ContextType>;
};

export type StakeKindResolvers = { CONTROL: 'control', DEADLOCK: 'deadlock', MINORITY: 'minority', WHOLE: 'whole' };

export type StandardOfValueResolvers = { MARKET_VALUE: 'market_value' };

export type StepFigureResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['StepFigure'] = ResolversParentTypes['StepFigure']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unit?: Resolver<ResolversTypes['FigureUnit'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type StepStatusResolvers = { DONE: 'done', FAILED: 'failed', SKIPPED: 'skipped' };

export type SubscriptionResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  valuationProgress?: SubscriptionResolver<ResolversTypes['ValuationProgress'], "valuationProgress", ParentType, ContextType, RequireFields<SubscriptionValuationProgressArgs, 'id'>>;
};

export type ValuationResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['Valuation'] = ResolversParentTypes['Valuation'], FederationReferenceType extends FederationReferenceTypes['Valuation'] = FederationReferenceTypes['Valuation']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Valuation']> | FederationReferenceType, FederationReferenceType, ContextType>;
  company?: Resolver<Maybe<ResolversTypes['Company']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  draft?: Resolver<ResolversTypes['ValuationDraft'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  latestVersion?: Resolver<Maybe<ResolversTypes['ValuationVersion']>, ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['ValuationVersion']>, ParentType, ContextType, RequireFields<ValuationVersionArgs, 'number'>>;
  versions?: Resolver<ResolversTypes['ValuationVersionConnection'], ParentType, ContextType, RequireFields<ValuationVersionsArgs, 'first'>>;
};

export type ValuationAssumptionsResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['ValuationAssumptions'] = ResolversParentTypes['ValuationAssumptions']> = {
  beta?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  costOfDebt?: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
  equityRiskPremium?: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
  methodWeights?: Resolver<Maybe<ReadonlyArray<ResolversTypes['MethodWeight']>>, ParentType, ContextType>;
  projectionYears?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  riskFreeRate?: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
  sizePremium?: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
  specificPremium?: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
  taxRate?: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
  terminalGrowth?: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
};

export type ValuationConnectionResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['ValuationConnection'] = ResolversParentTypes['ValuationConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ValuationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Valuation']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ValuationDraftResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['ValuationDraft'] = ResolversParentTypes['ValuationDraft']> = {
  adjustments?: Resolver<ReadonlyArray<ResolversTypes['EbitdaAdjustment']>, ParentType, ContextType>;
  assetRevaluations?: Resolver<ReadonlyArray<ResolversTypes['AssetRevaluation']>, ParentType, ContextType>;
  assumptions?: Resolver<Maybe<ResolversTypes['ValuationAssumptions']>, ParentType, ContextType>;
  bridge?: Resolver<Maybe<ResolversTypes['EquityBridge']>, ParentType, ContextType>;
  businessModel?: Resolver<Maybe<ResolversTypes['BusinessModel']>, ParentType, ContextType>;
  businessTypeId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  companyId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  companyName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  countryCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  employees?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  foundingYear?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  industry?: Resolver<Maybe<ResolversTypes['Industry']>, ParentType, ContextType>;
  largestCustomerShare?: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
  naceCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  owners?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  recurringRevenue?: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
  sharesForSale?: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
  years?: Resolver<ReadonlyArray<ResolversTypes['ValuationYear']>, ParentType, ContextType>;
};

export type ValuationEdgeResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['ValuationEdge'] = ResolversParentTypes['ValuationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Valuation'], ParentType, ContextType>;
};

export type ValuationMethodResolvers = { ADJUSTED_NET_ASSETS: 'adjusted_net_assets', DISCOUNTED_CASH_FLOW: 'discounted_cash_flow', MULTIPLES: 'multiples', STATUTORY_REFERENCE: 'statutory_reference' };

export type ValuationProgressResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['ValuationProgress'] = ResolversParentTypes['ValuationProgress']> = {
  done?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failure?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  step?: Resolver<Maybe<ResolversTypes['ValuationProgressStep']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['ValuationVersion']>, ParentType, ContextType>;
};

export type ValuationProgressStepResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['ValuationProgressStep'] = ResolversParentTypes['ValuationProgressStep']> = {
  name?: Resolver<ResolversTypes['ValuationStepName'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['StepStatus'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ValuationStatementResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['ValuationStatement'] = ResolversParentTypes['ValuationStatement']> = {
  balanceSheetYear?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  discounts?: Resolver<ReadonlyArray<ResolversTypes['AppliedDiscount']>, ParentType, ContextType>;
  methodSpread?: Resolver<ResolversTypes['ValueRange'], ParentType, ContextType>;
  notes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  premise?: Resolver<ResolversTypes['PremiseOfValue'], ParentType, ContextType>;
  stake?: Resolver<ResolversTypes['Stake'], ParentType, ContextType>;
  standardOfValue?: Resolver<ResolversTypes['StandardOfValue'], ParentType, ContextType>;
};

export type ValuationStepResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['ValuationStep'] = ResolversParentTypes['ValuationStep']> = {
  after?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  formula?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  inputs?: Resolver<ReadonlyArray<ResolversTypes['StepFigure']>, ParentType, ContextType>;
  methods?: Resolver<ReadonlyArray<ResolversTypes['MethodEffect']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['ValuationStepName'], ParentType, ContextType>;
  notes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['StepStatus'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ValuationStepNameResolvers = { BENCHMARK_MULTIPLE: 'benchmark_multiple', DATA_QUALITY: 'data_quality', DISCOUNTED_CASH_FLOW: 'discounted_cash_flow', EQUITY_BRIDGE: 'equity_bridge', MARKETABILITY: 'marketability', MULTIPLES_VALUE: 'multiples_value', NORMALISED_EBITDA: 'normalised_ebitda', OWNER_DEPENDENCY: 'owner_dependency', SIZE: 'size', STAKE: 'stake', VALIDATION: 'validation', WEIGHTING: 'weighting' };

export type ValuationVersionResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['ValuationVersion'] = ResolversParentTypes['ValuationVersion'], FederationReferenceType extends FederationReferenceTypes['ValuationVersion'] = FederationReferenceTypes['ValuationVersion']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ValuationVersion']> | FederationReferenceType, FederationReferenceType, ContextType>;
  asOf?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  companyName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  confidence?: Resolver<ResolversTypes['Confidence'], ParentType, ContextType>;
  countryCode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  engineVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  enterpriseValue?: Resolver<Maybe<ResolversTypes['ValueRange']>, ParentType, ContextType>;
  equityValue?: Resolver<ResolversTypes['ValueRange'], ParentType, ContextType>;
  footballField?: Resolver<ReadonlyArray<ResolversTypes['FootballFieldRow']>, ParentType, ContextType>;
  industry?: Resolver<Maybe<ResolversTypes['Industry']>, ParentType, ContextType>;
  input?: Resolver<ResolversTypes['ValuationDraft'], ParentType, ContextType>;
  methods?: Resolver<ReadonlyArray<ResolversTypes['MethodValue']>, ParentType, ContextType>;
  normalisedEbitda?: Resolver<ReadonlyArray<ResolversTypes['NormalisedEbitda']>, ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ownerId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  ruleSetVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  seed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sensitivity?: Resolver<Maybe<ResolversTypes['SensitivityGrid']>, ParentType, ContextType>;
  simulation?: Resolver<ResolversTypes['SimulatedRange'], ParentType, ContextType>;
  stakeValue?: Resolver<ResolversTypes['ValueRange'], ParentType, ContextType>;
  statement?: Resolver<ResolversTypes['ValuationStatement'], ParentType, ContextType>;
  steps?: Resolver<ReadonlyArray<ResolversTypes['ValuationStep']>, ParentType, ContextType>;
  valuationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['ValuationWarning']>, ParentType, ContextType>;
};

export type ValuationVersionConnectionResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['ValuationVersionConnection'] = ResolversParentTypes['ValuationVersionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ValuationVersionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ValuationVersion']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ValuationVersionEdgeResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['ValuationVersionEdge'] = ResolversParentTypes['ValuationVersionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ValuationVersion'], ParentType, ContextType>;
};

export type ValuationWarningResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['ValuationWarning'] = ResolversParentTypes['ValuationWarning']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ValuationYearResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['ValuationYear'] = ResolversParentTypes['ValuationYear']> = {
  amortisation?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  capex?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  cash?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  depreciation?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  ebit?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  ebitda?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  interest?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  inventory?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  netIncome?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  receivables?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  revenue?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['AccountsSource']>, ParentType, ContextType>;
  tax?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  totalAssets?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  totalDebt?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  totalEquity?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  workingCapital?: Resolver<Maybe<ResolversTypes['Euro']>, ParentType, ContextType>;
  year?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ValueRangeResolvers<ContextType = ValuationContext, ParentType extends ResolversParentTypes['ValueRange'] = ResolversParentTypes['ValueRange']> = {
  high?: Resolver<ResolversTypes['Euro'], ParentType, ContextType>;
  low?: Resolver<ResolversTypes['Euro'], ParentType, ContextType>;
  mid?: Resolver<ResolversTypes['Euro'], ParentType, ContextType>;
};

export type Resolvers<ContextType = ValuationContext> = {
  Account?: AccountResolvers<ContextType>;
  AccountsSource?: AccountsSourceResolvers;
  AdjustmentConfidence?: AdjustmentConfidenceResolvers;
  AdjustmentKind?: AdjustmentKindResolvers;
  AppliedDiscount?: AppliedDiscountResolvers<ContextType>;
  AssetRevaluation?: AssetRevaluationResolvers<ContextType>;
  BusinessModel?: BusinessModelResolvers;
  CacheControlScope?: CacheControlScopeResolvers;
  CalculateValuationPayload?: CalculateValuationPayloadResolvers<ContextType>;
  Company?: CompanyResolvers<ContextType>;
  Confidence?: ConfidenceResolvers<ContextType>;
  ConfidenceFactor?: ConfidenceFactorResolvers<ContextType>;
  ConfidenceFactorName?: ConfidenceFactorNameResolvers;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  DiscountedRisk?: DiscountedRiskResolvers;
  EbitdaAdjustment?: EbitdaAdjustmentResolvers<ContextType>;
  EquityBridge?: EquityBridgeResolvers<ContextType>;
  Euro?: GraphQLScalarType;
  FigureUnit?: FigureUnitResolvers;
  FootballFieldRow?: FootballFieldRowResolvers<ContextType>;
  Industry?: IndustryResolvers;
  MethodEffect?: MethodEffectResolvers<ContextType>;
  MethodValue?: MethodValueResolvers<ContextType>;
  MethodWeight?: MethodWeightResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  NormalisedEbitda?: NormalisedEbitdaResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Percentiles?: PercentilesResolvers<ContextType>;
  PremiseOfValue?: PremiseOfValueResolvers;
  Query?: QueryResolvers<ContextType>;
  Ratio?: GraphQLScalarType;
  SaveValuationDraftPayload?: SaveValuationDraftPayloadResolvers<ContextType>;
  Score100?: GraphQLScalarType;
  SensitivityGrid?: SensitivityGridResolvers<ContextType>;
  SimulatedRange?: SimulatedRangeResolvers<ContextType>;
  Stake?: StakeResolvers<ContextType>;
  StakeKind?: StakeKindResolvers;
  StandardOfValue?: StandardOfValueResolvers;
  StepFigure?: StepFigureResolvers<ContextType>;
  StepStatus?: StepStatusResolvers;
  Subscription?: SubscriptionResolvers<ContextType>;
  Valuation?: ValuationResolvers<ContextType>;
  ValuationAssumptions?: ValuationAssumptionsResolvers<ContextType>;
  ValuationConnection?: ValuationConnectionResolvers<ContextType>;
  ValuationDraft?: ValuationDraftResolvers<ContextType>;
  ValuationEdge?: ValuationEdgeResolvers<ContextType>;
  ValuationMethod?: ValuationMethodResolvers;
  ValuationProgress?: ValuationProgressResolvers<ContextType>;
  ValuationProgressStep?: ValuationProgressStepResolvers<ContextType>;
  ValuationStatement?: ValuationStatementResolvers<ContextType>;
  ValuationStep?: ValuationStepResolvers<ContextType>;
  ValuationStepName?: ValuationStepNameResolvers;
  ValuationVersion?: ValuationVersionResolvers<ContextType>;
  ValuationVersionConnection?: ValuationVersionConnectionResolvers<ContextType>;
  ValuationVersionEdge?: ValuationVersionEdgeResolvers<ContextType>;
  ValuationWarning?: ValuationWarningResolvers<ContextType>;
  ValuationYear?: ValuationYearResolvers<ContextType>;
  ValueRange?: ValueRangeResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = ValuationContext> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};
