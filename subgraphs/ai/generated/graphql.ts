import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Narrative as NarrativeRow } from '../data/narrative.ts';
import type { VersionReference, AiContext } from '../context.ts';
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
  /** An instant in UTC, such as `2026-01-31T12:00:00.000Z`. */
  DateTime: { input: Date; output: Date; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** Who may be given a cached value. */
export type CacheControlScope =
  /** Only the identity that asked. */
  | 'PRIVATE'
  /** The same for everybody. */
  | 'PUBLIC';

export type Mutation = {
  /** Moves a guest's narratives to a user; answers how many moved. For the user subgraph only. Safe to repeat. */
  readonly migrateGuestNarratives: Scalars['Int']['output'];
  /**
   * Writes the narrative of a calculation, or returns the one that is there in that language. Safe to repeat: one text is
   * kept for each version and language. Somebody else's valuation is NOT_FOUND, and so is one without a calculation.
   */
  readonly writeNarrative: WriteNarrativePayload;
};


export type MutationMigrateGuestNarrativesArgs = {
  guestSessionId: Scalars['ID']['input'];
  userId: Scalars['ID']['input'];
};


export type MutationWriteNarrativeArgs = {
  input: WriteNarrativeInput;
};

/** A text that explains a calculation in plain words. The figures in it are written by our code, never by a model. */
export type Narrative = {
  /** When it was written. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Language of the text. */
  readonly language: NarrativeLanguage;
  /** The model, or the name of the template set, that gave the wording. */
  readonly model: Scalars['String']['output'];
  /** What wrote it. */
  readonly source: NarrativeSource;
  /** The text, in paragraphs separated by empty lines. */
  readonly text: Scalars['String']['output'];
};

/** Languages a narrative can be written in. */
export type NarrativeLanguage =
  /** English */
  | 'EN'
  /** French */
  | 'FR'
  /** Dutch */
  | 'NL';

/** What wrote a narrative. */
export type NarrativeSource =
  /** A language model wrote the wording. */
  | 'LANGUAGE_MODEL'
  /**
   * Templates wrote it, and the text says so: no model is configured, or none gave a usable answer. In the second case
   * `writeNarrative` tries the model again after a minute.
   */
  | 'OFFLINE_TEMPLATE';

/** An immutable calculation of a valuation. */
export type ValuationVersion = {
  /** The text that explains the result; null until `writeNarrative` has made one. Only the owner of the valuation sees it. */
  readonly narrative: Maybe<Narrative>;
  /** 1 for the first calculation. */
  readonly number: Scalars['Int']['output'];
  /** Account that owns the valuation, as the valuation subgraph says. */
  readonly ownerId: Scalars['ID']['output'];
  /** The valuation. */
  readonly valuationId: Scalars['ID']['output'];
};


/** An immutable calculation of a valuation. */
export type ValuationVersionNarrativeArgs = {
  language: InputMaybe<NarrativeLanguage>;
};

/** What to write a narrative about. */
export type WriteNarrativeInput = {
  /**
   * Fixes what is written about: a UUID made at random for this one narrative. Within 24 hours the same key answers with
   * the narrative of the same version, though there be a later one; with another input it is a CONFLICT.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** Language of the text. */
  readonly language?: NarrativeLanguage;
  /** The valuation. */
  readonly valuationId: Scalars['ID']['input'];
  /** The version; by default the latest. */
  readonly versionNumber?: InputMaybe<Scalars['Int']['input']>;
};

/** A written narrative. */
export type WriteNarrativePayload = {
  /** The narrative. */
  readonly narrative: Narrative;
  /** The version it explains. */
  readonly version: ValuationVersion;
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
  ValuationVersion: ValuationVersion;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  ValuationVersion:
    ( { __typename: 'ValuationVersion' }
    & GraphQLRecursivePick<FederationTypes['ValuationVersion'], {"valuationId":true,"number":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['ValuationVersion'], {"ownerId":true}> ) );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  CacheControlScope: CacheControlScope;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Narrative: ResolverTypeWrapper<NarrativeRow>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  NarrativeLanguage: NarrativeLanguage;
  NarrativeSource: NarrativeSource;
  ValuationVersion: ResolverTypeWrapper<VersionReference>;
  WriteNarrativeInput: WriteNarrativeInput;
  WriteNarrativePayload: ResolverTypeWrapper<Omit<WriteNarrativePayload, 'narrative' | 'version'> & { narrative: ResolversTypes['Narrative'], version: ResolversTypes['ValuationVersion'] }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  Mutation: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Narrative: NarrativeRow;
  String: Scalars['String']['output'];
  ValuationVersion: VersionReference;
  WriteNarrativeInput: WriteNarrativeInput;
  WriteNarrativePayload: Omit<WriteNarrativePayload, 'narrative' | 'version'> & { narrative: ResolversParentTypes['Narrative'], version: ResolversParentTypes['ValuationVersion'] };
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge: Maybe<Scalars['Boolean']['input']>;
  maxAge: Maybe<Scalars['Int']['input']>;
  scope: Maybe<CacheControlScope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = AiContext, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type MutationResolvers<ContextType = AiContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  migrateGuestNarratives?: Resolver<ResolversTypes['Int'], ParentType, ContextType, RequireFields<MutationMigrateGuestNarrativesArgs, 'guestSessionId' | 'userId'>>;
  writeNarrative?: Resolver<ResolversTypes['WriteNarrativePayload'], ParentType, ContextType, RequireFields<MutationWriteNarrativeArgs, 'input'>>;
};

export type NarrativeResolvers<ContextType = AiContext, ParentType extends ResolversParentTypes['Narrative'] = ResolversParentTypes['Narrative']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  language?: Resolver<ResolversTypes['NarrativeLanguage'], ParentType, ContextType>;
  model?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['NarrativeSource'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ValuationVersionResolvers<ContextType = AiContext, ParentType extends ResolversParentTypes['ValuationVersion'] = ResolversParentTypes['ValuationVersion'], FederationReferenceType extends FederationReferenceTypes['ValuationVersion'] = FederationReferenceTypes['ValuationVersion']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ValuationVersion']> | FederationReferenceType, FederationReferenceType, ContextType>;
  narrative?: Resolver<Maybe<ResolversTypes['Narrative']>, ParentType, ContextType, Partial<ValuationVersionNarrativeArgs>>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  valuationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type WriteNarrativePayloadResolvers<ContextType = AiContext, ParentType extends ResolversParentTypes['WriteNarrativePayload'] = ResolversParentTypes['WriteNarrativePayload']> = {
  narrative?: Resolver<ResolversTypes['Narrative'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['ValuationVersion'], ParentType, ContextType>;
};

export type Resolvers<ContextType = AiContext> = {
  DateTime?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  Narrative?: NarrativeResolvers<ContextType>;
  ValuationVersion?: ValuationVersionResolvers<ContextType>;
  WriteNarrativePayload?: WriteNarrativePayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = AiContext> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};
