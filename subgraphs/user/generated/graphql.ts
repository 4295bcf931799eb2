import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AccountRow } from '../loaders.ts';
import type { UserRow } from '../data/user.ts';
import type { GuestSessionRow } from '../data/guest-session.ts';
import type { PartnerRow } from '../data/partner.ts';
import type { PartnerKeyRow } from '../data/partner-key.ts';
import type { UserContext } from '../context.ts';
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

/** Somebody who can own valuations: a guest or a registered user. */
export type Account = {
  /** When the account was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Identifier, unique over guests and users. */
  readonly id: Scalars['ID']['output'];
};

/** A signed-in person and their tokens, which are shown only here. */
export type AuthenticationPayload = {
  /** Bearer token for requests, valid for 15 minutes. */
  readonly accessToken: Scalars['String']['output'];
  /** When the access token ends. */
  readonly accessTokenExpiresAt: Scalars['DateTime']['output'];
  /** What became of the guest whose token came with the login or registration; null without one, or if it moved to another account before. */
  readonly guestMigration: Maybe<GuestMigration>;
  /** Token for `refreshTokens`, valid for 7 days and for one use. */
  readonly refreshToken: Scalars['String']['output'];
  /** When the refresh token ends. */
  readonly refreshTokenExpiresAt: Scalars['DateTime']['output'];
  /** The person. */
  readonly user: User;
};

/** Who may be given a cached value. */
export type CacheControlScope =
  /** Only the identity that asked. */
  | 'PRIVATE'
  /** The same for everybody. */
  | 'PUBLIC';

/** A partner to make. */
export type CreatePartnerInput = {
  /** `partner-`, then up to 50 small letters, digits and hyphens. It cannot be changed. */
  readonly clientName: Scalars['String']['input'];
  /**
   * Makes it safe to send again: a UUID made at random for this one partner. Within 24 hours the same key gives the same
   * partner; with another input it is a CONFLICT.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** What people call it, up to 100 characters. */
  readonly name: Scalars['String']['input'];
};

/** A partner that was made. */
export type CreatePartnerPayload = {
  /** The partner. */
  readonly partner: Partner;
};

/** The move of a guest's valuations to an account. */
export type GuestMigration = {
  /** Whether the valuations have moved already. */
  readonly status: GuestMigrationStatus;
  /** How many valuations of the guest have moved in all; null while pending. */
  readonly valuationCount: Maybe<Scalars['Int']['output']>;
};

/** Progress of a guest's move. */
export type GuestMigrationStatus =
  /** Everything belongs to the account. */
  | 'COMPLETED'
  /** The move is stored and is being retried; what is missing appears in the account shortly. */
  | 'PENDING';

/** A visitor who has not registered. Lives for 7 days; what it owns moves to the account at registration or login. */
export type GuestSession = Account & {
  /** When the session was started. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When the session and its token end. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** Identifier, unique over guests and users. */
  readonly id: Scalars['ID']['output'];
};

/** An API key to issue. */
export type IssuePartnerKeyInput = {
  /** The partner that gets it. */
  readonly partnerId: Scalars['ID']['input'];
  /** What it may do beside asking for registered operations, such as `cache:invalidate`. */
  readonly scopes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** An API key that was issued. */
export type IssuedPartnerKey = {
  /** The key, for the header `x-api-key`. It is shown only here. */
  readonly apiKey: Scalars['String']['output'];
  /** What can be shown of it later. */
  readonly key: PartnerKey;
};

/** Credentials of a registered person. */
export type LoginInput = {
  /** The address the person registered with; case does not matter. */
  readonly email: Scalars['String']['input'];
  /** The password. */
  readonly password: Scalars['String']['input'];
};

/** The end of a session. */
export type LogoutPayload = {
  /** Whether there was a session to end. */
  readonly sessionEnded: Scalars['Boolean']['output'];
};

export type Mutation = {
  /** Makes a partner, without a key yet. For administrators. */
  readonly createPartner: CreatePartnerPayload;
  /** Issues an API key. A partner has at most two in use. For administrators. */
  readonly issuePartnerKey: IssuedPartnerKey;
  /** Signs a person in. Sent with a guest's token, the guest's valuations move to the account. */
  readonly login: AuthenticationPayload;
  /** Ends the session of the refresh token. Safe to repeat. */
  readonly logout: LogoutPayload;
  /** Trades a refresh token for new tokens. A refresh token works once: using it again, even at the same time, ends the session. */
  readonly refreshTokens: AuthenticationPayload;
  /** Registers a person and signs them in. Sent with a guest's token, the guest's valuations move to the new account. */
  readonly register: AuthenticationPayload;
  /** Ends an API key: within 5 seconds it is refused everywhere. For administrators. Safe to repeat. */
  readonly revokePartnerKey: RevokePartnerKeyPayload;
  /** Issues the key that follows another, which goes on for a while. For administrators. */
  readonly rotatePartnerKey: IssuedPartnerKey;
  /** Starts a guest session, so that a valuation can be made without registering. */
  readonly startGuestSession: StartGuestSessionPayload;
};


export type MutationCreatePartnerArgs = {
  input: CreatePartnerInput;
};


export type MutationIssuePartnerKeyArgs = {
  input: IssuePartnerKeyInput;
};


export type MutationLoginArgs = {
  input: LoginInput;
};


export type MutationLogoutArgs = {
  refreshToken: Scalars['String']['input'];
};


export type MutationRefreshTokensArgs = {
  refreshToken: Scalars['String']['input'];
};


export type MutationRegisterArgs = {
  input: RegisterInput;
};


export type MutationRevokePartnerKeyArgs = {
  keyId: Scalars['ID']['input'];
};


export type MutationRotatePartnerKeyArgs = {
  input: RotatePartnerKeyInput;
};


export type MutationStartGuestSessionArgs = {
  idempotencyKey: InputMaybe<Scalars['ID']['input']>;
};

/** A company that asks with an API key for operations that it has registered. */
export type Partner = {
  /** Whose registered operations it may ask for, such as `partner-acme`. */
  readonly clientName: Scalars['String']['output'];
  /** When the partner was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
  /** Its API keys, the newest first, those that have ended included. */
  readonly keys: ReadonlyArray<PartnerKey>;
  /** What people call it. */
  readonly name: Scalars['String']['output'];
};

/** An API key, as far as it can be shown. */
export type PartnerKey = {
  /** When it was issued. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it ends; null when nobody has said. */
  readonly expiresAt: Maybe<Scalars['DateTime']['output']>;
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
  /** The beginning of the key after `vgk_`, by which it can be told. */
  readonly prefix: Scalars['String']['output'];
  /** When it was revoked; null when it was not. */
  readonly revokedAt: Maybe<Scalars['DateTime']['output']>;
  /** What it may do beside asking for registered operations. */
  readonly scopes: ReadonlyArray<Scalars['String']['output']>;
};

export type Query = {
  /** The account of the token that came with the request; null without one. */
  readonly me: Maybe<Account>;
  /** The first 1,000 partners by name. For administrators. */
  readonly partners: ReadonlyArray<Partner>;
  /** Whose API key has this prefix and SHA-256 in hex; null when none that has not ended. For the gateway only. */
  readonly verifyPartnerKey: Maybe<VerifiedPartnerKey>;
};


export type QueryVerifyPartnerKeyArgs = {
  prefix: Scalars['String']['input'];
  sha256: Scalars['String']['input'];
};

/** A person who registers. */
export type RegisterInput = {
  /** What the person wants to be called, up to 100 characters. */
  readonly displayName?: InputMaybe<Scalars['String']['input']>;
  /** An e-mail address that has no account yet. */
  readonly email: Scalars['String']['input'];
  /**
   * Makes it safe to send again: a UUID made at random for this one registration. Within 24 hours the same key makes one
   * account and one session: the answer has new tokens of it, and the refresh token that was lost ends. With another input
   * it is a CONFLICT, and once a refresh token of the session has been used it is UNAUTHENTICATED: sign in instead.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** From 12 to 200 characters. */
  readonly password: Scalars['String']['input'];
};

/** An API key that was revoked. */
export type RevokePartnerKeyPayload = {
  /** The key. */
  readonly key: PartnerKey;
};

/** An API key to rotate. */
export type RotatePartnerKeyInput = {
  /** The key that is followed by another. */
  readonly keyId: Scalars['ID']['input'];
  /** Hours that it goes on, from 0 to 720; 24 unless said otherwise. */
  readonly overlapHours?: InputMaybe<Scalars['Int']['input']>;
};

/** A started guest session. */
export type StartGuestSessionPayload = {
  /** Bearer token of the session. It is shown only here. */
  readonly accessToken: Scalars['String']['output'];
  /** The session. */
  readonly guestSession: GuestSession;
};

/** A registered person. */
export type User = Account & {
  /** When the person registered. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** What the person wants to be called. */
  readonly displayName: Maybe<Scalars['String']['output']>;
  /** The address the person signs in with, in lower case. */
  readonly email: Scalars['String']['output'];
  /** Identifier, unique over guests and users. */
  readonly id: Scalars['ID']['output'];
};

/** What the gateway is told of an API key. For the gateway only. */
export type VerifiedPartnerKey = {
  /** Its client name. */
  readonly clientName: Scalars['String']['output'];
  /** When it ends. */
  readonly expiresAt: Maybe<Scalars['DateTime']['output']>;
  /** The partner. */
  readonly partnerId: Scalars['ID']['output'];
  /** What the key may do. */
  readonly scopes: ReadonlyArray<Scalars['String']['output']>;
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
  GuestSession: GuestSession;
  Partner: Partner;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
  GuestSession:
    ( { __typename: 'GuestSession' }
    & GraphQLRecursivePick<FederationTypes['GuestSession'], {"id":true}> );
  Partner:
    ( { __typename: 'Partner' }
    & GraphQLRecursivePick<FederationTypes['Partner'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<AccountRow>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AuthenticationPayload: ResolverTypeWrapper<Omit<AuthenticationPayload, 'user'> & { user: ResolversTypes['User'] }>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  CacheControlScope: CacheControlScope;
  CreatePartnerInput: CreatePartnerInput;
  CreatePartnerPayload: ResolverTypeWrapper<Omit<CreatePartnerPayload, 'partner'> & { partner: ResolversTypes['Partner'] }>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  GuestMigration: ResolverTypeWrapper<GuestMigration>;
  GuestMigrationStatus: GuestMigrationStatus;
  GuestSession: ResolverTypeWrapper<GuestSessionRow>;
  IssuePartnerKeyInput: IssuePartnerKeyInput;
  IssuedPartnerKey: ResolverTypeWrapper<Omit<IssuedPartnerKey, 'key'> & { key: ResolversTypes['PartnerKey'] }>;
  LoginInput: LoginInput;
  LogoutPayload: ResolverTypeWrapper<LogoutPayload>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Partner: ResolverTypeWrapper<PartnerRow>;
  PartnerKey: ResolverTypeWrapper<PartnerKeyRow>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RegisterInput: RegisterInput;
  RevokePartnerKeyPayload: ResolverTypeWrapper<Omit<RevokePartnerKeyPayload, 'key'> & { key: ResolversTypes['PartnerKey'] }>;
  RotatePartnerKeyInput: RotatePartnerKeyInput;
  StartGuestSessionPayload: ResolverTypeWrapper<Omit<StartGuestSessionPayload, 'guestSession'> & { guestSession: ResolversTypes['GuestSession'] }>;
  User: ResolverTypeWrapper<UserRow>;
  VerifiedPartnerKey: ResolverTypeWrapper<VerifiedPartnerKey>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: AccountRow;
  ID: Scalars['ID']['output'];
  AuthenticationPayload: Omit<AuthenticationPayload, 'user'> & { user: ResolversParentTypes['User'] };
  String: Scalars['String']['output'];
  CreatePartnerInput: CreatePartnerInput;
  CreatePartnerPayload: Omit<CreatePartnerPayload, 'partner'> & { partner: ResolversParentTypes['Partner'] };
  DateTime: Scalars['DateTime']['output'];
  GuestMigration: GuestMigration;
  GuestSession: GuestSessionRow;
  IssuePartnerKeyInput: IssuePartnerKeyInput;
  IssuedPartnerKey: Omit<IssuedPartnerKey, 'key'> & { key: ResolversParentTypes['PartnerKey'] };
  LoginInput: LoginInput;
  LogoutPayload: LogoutPayload;
  Mutation: Record<PropertyKey, never>;
  Partner: PartnerRow;
  PartnerKey: PartnerKeyRow;
  Query: Record<PropertyKey, never>;
  RegisterInput: RegisterInput;
  RevokePartnerKeyPayload: Omit<RevokePartnerKeyPayload, 'key'> & { key: ResolversParentTypes['PartnerKey'] };
  RotatePartnerKeyInput: RotatePartnerKeyInput;
  StartGuestSessionPayload: Omit<StartGuestSessionPayload, 'guestSession'> & { guestSession: ResolversParentTypes['GuestSession'] };
  User: UserRow;
  VerifiedPartnerKey: VerifiedPartnerKey;
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
};

export type CacheControlDirectiveArgs = {
  inheritMaxAge: Maybe<Scalars['Boolean']['input']>;
  maxAge: Maybe<Scalars['Int']['input']>;
  scope: Maybe<CacheControlScope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = UserContext, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccountResolvers<ContextType = UserContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveType: TypeResolveFn<'GuestSession' | 'User', ParentType, ContextType>;
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
};

export type AuthenticationPayloadResolvers<ContextType = UserContext, ParentType extends ResolversParentTypes['AuthenticationPayload'] = ResolversParentTypes['AuthenticationPayload']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  accessTokenExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  guestMigration?: Resolver<Maybe<ResolversTypes['GuestMigration']>, ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  refreshTokenExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type CreatePartnerPayloadResolvers<ContextType = UserContext, ParentType extends ResolversParentTypes['CreatePartnerPayload'] = ResolversParentTypes['CreatePartnerPayload']> = {
  partner?: Resolver<ResolversTypes['Partner'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type GuestMigrationResolvers<ContextType = UserContext, ParentType extends ResolversParentTypes['GuestMigration'] = ResolversParentTypes['GuestMigration']> = {
  status?: Resolver<ResolversTypes['GuestMigrationStatus'], ParentType, ContextType>;
  valuationCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type GuestSessionResolvers<ContextType = UserContext, ParentType extends ResolversParentTypes['GuestSession'] = ResolversParentTypes['GuestSession'], FederationReferenceType extends FederationReferenceTypes['GuestSession'] = FederationReferenceTypes['GuestSession']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['GuestSession']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IssuedPartnerKeyResolvers<ContextType = UserContext, ParentType extends ResolversParentTypes['IssuedPartnerKey'] = ResolversParentTypes['IssuedPartnerKey']> = {
  apiKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['PartnerKey'], ParentType, ContextType>;
};

export type LogoutPayloadResolvers<ContextType = UserContext, ParentType extends ResolversParentTypes['LogoutPayload'] = ResolversParentTypes['LogoutPayload']> = {
  sessionEnded?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = UserContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createPartner?: Resolver<ResolversTypes['CreatePartnerPayload'], ParentType, ContextType, RequireFields<MutationCreatePartnerArgs, 'input'>>;
  issuePartnerKey?: Resolver<ResolversTypes['IssuedPartnerKey'], ParentType, ContextType, RequireFields<MutationIssuePartnerKeyArgs, 'input'>>;
  login?: Resolver<ResolversTypes['AuthenticationPayload'], ParentType, ContextType, RequireFields<MutationLoginArgs, 'input'>>;
  logout?: Resolver<ResolversTypes['LogoutPayload'], ParentType, ContextType, RequireFields<MutationLogoutArgs, 'refreshToken'>>;
  refreshTokens?: Resolver<ResolversTypes['AuthenticationPayload'], ParentType, ContextType, RequireFields<MutationRefreshTokensArgs, 'refreshToken'>>;
  register?: Resolver<ResolversTypes['AuthenticationPayload'], ParentType, ContextType, RequireFields<MutationRegisterArgs, 'input'>>;
  revokePartnerKey?: Resolver<ResolversTypes['RevokePartnerKeyPayload'], ParentType, ContextType, RequireFields<MutationRevokePartnerKeyArgs, 'keyId'>>;
  rotatePartnerKey?: Resolver<ResolversTypes['IssuedPartnerKey'], ParentType, ContextType, RequireFields<MutationRotatePartnerKeyArgs, 'input'>>;
  startGuestSession?: Resolver<ResolversTypes['StartGuestSessionPayload'], ParentType, ContextType, Partial<MutationStartGuestSessionArgs>>;
};

export type PartnerResolvers<ContextType = UserContext, ParentType extends ResolversParentTypes['Partner'] = ResolversParentTypes['Partner'], FederationReferenceType extends FederationReferenceTypes['Partner'] = FederationReferenceTypes['Partner']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Partner']> | FederationReferenceType, FederationReferenceType, ContextType>;
  clientName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keys?: Resolver<ReadonlyArray<ResolversTypes['PartnerKey']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PartnerKeyResolvers<ContextType = UserContext, ParentType extends ResolversParentTypes['PartnerKey'] = ResolversParentTypes['PartnerKey']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  prefix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  scopes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = UserContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  me?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  partners?: Resolver<ReadonlyArray<ResolversTypes['Partner']>, ParentType, ContextType>;
  verifyPartnerKey?: Resolver<Maybe<ResolversTypes['VerifiedPartnerKey']>, ParentType, ContextType, RequireFields<QueryVerifyPartnerKeyArgs, 'prefix' | 'sha256'>>;
};

export type RevokePartnerKeyPayloadResolvers<ContextType = UserContext, ParentType extends ResolversParentTypes['RevokePartnerKeyPayload'] = ResolversParentTypes['RevokePartnerKeyPayload']> = {
  key?: Resolver<ResolversTypes['PartnerKey'], ParentType, ContextType>;
};

export type StartGuestSessionPayloadResolvers<ContextType = UserContext, ParentType extends ResolversParentTypes['StartGuestSessionPayload'] = ResolversParentTypes['StartGuestSessionPayload']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  guestSession?: Resolver<ResolversTypes['GuestSession'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = UserContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  displayName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VerifiedPartnerKeyResolvers<ContextType = UserContext, ParentType extends ResolversParentTypes['VerifiedPartnerKey'] = ResolversParentTypes['VerifiedPartnerKey']> = {
  clientName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  partnerId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  scopes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = UserContext> = {
  Account?: AccountResolvers<ContextType>;
  AuthenticationPayload?: AuthenticationPayloadResolvers<ContextType>;
  CreatePartnerPayload?: CreatePartnerPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  GuestMigration?: GuestMigrationResolvers<ContextType>;
  GuestSession?: GuestSessionResolvers<ContextType>;
  IssuedPartnerKey?: IssuedPartnerKeyResolvers<ContextType>;
  LogoutPayload?: LogoutPayloadResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Partner?: PartnerResolvers<ContextType>;
  PartnerKey?: PartnerKeyResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RevokePartnerKeyPayload?: RevokePartnerKeyPayloadResolvers<ContextType>;
  StartGuestSessionPayload?: StartGuestSessionPayloadResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  VerifiedPartnerKey?: VerifiedPartnerKeyResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = UserContext> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};
