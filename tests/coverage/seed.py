"""Makes one resource, or three, of some 280 types in a stand-in for AWS.

    seed.py ENDPOINT SEEDS.json     # writes what it made: [[type, id], ...]
"""
import boto3,json,sys,time,io,zipfile,os
E,OUT=sys.argv[1:3]
kw=dict(endpoint_url=E,region_name='us-east-1',aws_access_key_id='AKIAEXAMPLE',aws_secret_access_key='secret')
_c={}
from botocore.config import Config
def c(n):
    if n not in _c: _c[n]=boto3.client(n,config=Config(retries={'max_attempts':0},inject_host_prefix=False),**kw)
    if n=='s3control' and not getattr(_c[n],'_p',0):
        _c[n]._p=1
        def fix(request,**k): request.url=request.url.replace('123456789012.127.0.0.1','127.0.0.1')
        _c[n].meta.events.register('before-sign.s3-control',fix)
    return _c[n]
S=[];FAIL=[]
def add(t,i): S.append((t,i))
F=[]
def seed(f): F.append(f); return f
ZIP=io.BytesIO(); z=zipfile.ZipFile(ZIP,'w'); z.writestr('a.py','def h(e,c): return 1'); z.close(); ZIP=ZIP.getvalue()
R='arn:aws:iam::123456789012:role/seed-role-1'
ASSUME=json.dumps({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]})
POL=json.dumps({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]})
TAG=[{'Key':'env','Value':'t'}]; tag=[{'key':'env','value':'t'}]
X={}
def two(fn):
    for n in(1,2,3): fn(n)
@seed
def iam():
    i=c('iam')
    for n in (1,2,3):
        i.create_role(RoleName=f'seed-role-{n}',AssumeRolePolicyDocument=ASSUME,Tags=TAG); add('AWS::IAM::Role',f'seed-role-{n}'); add('bulk:IAM::Role',f'seed-role-{n}')
        i.create_user(UserName=f'seed-user-{n}',Tags=TAG); add('AWS::IAM::User',f'seed-user-{n}'); add('bulk:IAM::User',f'seed-user-{n}')
        i.create_group(GroupName=f'seed-group-{n}'); add('AWS::IAM::Group',f'seed-group-{n}'); add('bulk:IAM::Group',f'seed-group-{n}')
        a=i.create_policy(PolicyName=f'seed-pol-{n}',PolicyDocument=POL)['Policy']['Arn']; add('AWS::IAM::ManagedPolicy',a); add('bulk:IAM::ManagedPolicy',a); add('AWS::IAM::Policy',a)
        i.create_instance_profile(InstanceProfileName=f'seed-ip-{n}'); add('AWS::IAM::InstanceProfile',f'seed-ip-{n}')
    add('AWS::IAM::AccessKey',i.create_access_key(UserName='seed-user-1')['AccessKey']['AccessKeyId'])
    add('AWS::IAM::AccessKey',i.create_access_key(UserName='seed-user-1')['AccessKey']['AccessKeyId'])
    add('AWS::IAM::OIDCProvider',i.create_open_id_connect_provider(Url='https://oidc.example.com',ThumbprintList=['a'*40])['OpenIDConnectProviderArn'])
    i.put_role_policy(RoleName='seed-role-1',PolicyName='inl',PolicyDocument=POL); add('AWS::IAM::RolePolicy','inl')
    i.put_user_policy(UserName='seed-user-1',PolicyName='inu',PolicyDocument=POL); add('AWS::IAM::UserPolicy','inu')
    i.put_group_policy(GroupName='seed-group-1',PolicyName='ing',PolicyDocument=POL); add('AWS::IAM::GroupPolicy','ing')
@seed
def iam2(): add('AWS::IAM::SAMLProvider',c('iam').create_saml_provider(SAMLMetadataDocument='a'*1024,Name='saml1')['SAMLProviderArn'])
@seed
def iam3():
    c('iam').upload_server_certificate(ServerCertificateName='cert1',CertificateBody='cert',PrivateKey='key'); add('AWS::IAM::ServerCertificate','cert1')
@seed
def iam4(): add('AWS::IAM::VirtualMFADevice',c('iam').create_virtual_mfa_device(VirtualMFADeviceName='mfa1')['VirtualMFADevice']['SerialNumber'])
@seed
def vpc():
    e=c('ec2'); X['vpc']=e.create_vpc(CidrBlock='10.9.0.0/16')['Vpc']['VpcId']
    X['sn']=[e.create_subnet(VpcId=X['vpc'],CidrBlock=f'10.9.{n}.0/24',AvailabilityZone=f'us-east-1{"abc"[n-1]}')['Subnet']['SubnetId'] for n in(1,2,3)]
    X['sg']=e.create_security_group(GroupName='seed',Description='d',VpcId=X['vpc'])['GroupId']
    X['ami']=e.describe_images()['Images'][0]['ImageId']
@seed
def s3():
    for n in(1,2,3): c('s3').create_bucket(Bucket=f'seed-bucket-{n}'); add('AWS::S3::Bucket',f'seed-bucket-{n}')
    c('s3').put_bucket_tagging(Bucket='seed-bucket-3',Tagging={'TagSet':TAG})
@seed
def s3ap():
    c('s3control').create_access_point(AccountId='123456789012',Name='ap1',Bucket='seed-bucket-1'); add('AWS::S3::AccessPoint','ap1')
@seed
def s3sl():
    c('s3control').put_storage_lens_configuration(ConfigId='sl1',AccountId='123456789012',StorageLensConfiguration={'Id':'sl1','AccountLevel':{'BucketLevel':{}},'IsEnabled':True}); add('AWS::S3::StorageLens','sl1')
@seed
def s3mrap(): 
    c('s3control').create_multi_region_access_point(AccountId='123456789012',ClientToken='x',Details={'Name':'mr1','Regions':[{'Bucket':'seed-bucket-1'}]}); add('AWS::S3::MultiRegionAccessPoint','mr1')
@seed
def lam():
    l=c('lambda')
    for n in(1,2,3):
        a=l.create_function(FunctionName=f'fn{n}',Runtime='python3.11',Role=R,Handler='a.h',Code={'ZipFile':ZIP},Tags={'a':'b'},Publish=True)['FunctionArn']; add('AWS::Lambda::Function',f'fn{n}'); X['fn']=a.rsplit(':',1)[0] if a.count(':')>6 else a
    a=l.create_alias(FunctionName='fn1',Name='live',FunctionVersion='1')['AliasArn']; add('AWS::Lambda::Alias',a)
    add('AWS::Lambda::Version',[v for v in l.list_versions_by_function(FunctionName='fn1')['Versions'] if v['Version']=='1'][0]['FunctionArn'])
@seed
def lam2():
    l=c('lambda'); r=l.publish_layer_version(LayerName='lay1',Content={'ZipFile':ZIP}); add('AWS::Lambda::Layer','lay1'); add('AWS::Lambda::LayerVersion',r['LayerVersionArn'])
@seed
def lam3():
    l=c('lambda'); q=c('sqs').create_queue(QueueName='esm')['QueueUrl']; a=c('sqs').get_queue_attributes(QueueUrl=q,AttributeNames=['QueueArn'])['Attributes']['QueueArn']
    add('AWS::Lambda::EventSourceMapping',l.create_event_source_mapping(EventSourceArn=a,FunctionName='fn1')['UUID'])
@seed
def lam4():
    c('lambda').create_function_url_config(FunctionName='fn1',AuthType='NONE'); 
    c('lambda').put_function_event_invoke_config(FunctionName='fn1',MaximumRetryAttempts=1)
    add('AWS::Lambda::EventInvokeConfig',c('lambda').get_function_event_invoke_config(FunctionName='fn1')['FunctionArn'])
@seed
def rds():
    r=c('rds')
    r.create_db_subnet_group(DBSubnetGroupName='sng1',DBSubnetGroupDescription='d',SubnetIds=X['sn']); add('AWS::RDS::DBSubnetGroup','sng1')
    r.create_db_parameter_group(DBParameterGroupName='pg1',DBParameterGroupFamily='mysql8.0',Description='d'); add('AWS::RDS::DBParameterGroup','pg1')
    for n in(1,2,3):
        r.create_db_instance(DBInstanceIdentifier=f'db{n}',DBInstanceClass='db.t3.micro',Engine='mysql',MasterUsername='a',MasterUserPassword='password1',AllocatedStorage=10,Tags=TAG); add('AWS::RDS::DBInstance',f'db{n}')
        r.create_db_cluster(DBClusterIdentifier=f'cl{n}',Engine='aurora-mysql',MasterUsername='a',MasterUserPassword='password1',Tags=TAG); add('AWS::RDS::DBCluster',f'cl{n}')
        r.create_db_snapshot(DBSnapshotIdentifier=f'snap{n}',DBInstanceIdentifier='db1'); add('AWS::RDS::DBSnapshot',f'snap{n}')
        r.create_db_cluster_snapshot(DBClusterSnapshotIdentifier=f'csnap{n}',DBClusterIdentifier='cl1'); add('AWS::RDS::ClusterSnapshot',f'csnap{n}'); add('AWS::RDS::DBClusterSnapshot',f'csnap{n}')
@seed
def rds2():
    c('rds').create_option_group(OptionGroupName='og1',EngineName='mysql',MajorEngineVersion='8.0',OptionGroupDescription='d'); add('AWS::RDS::OptionGroup','og1')
@seed
def rds3():
    c('rds').create_db_cluster_parameter_group(DBClusterParameterGroupName='cpg1',DBParameterGroupFamily='aurora-mysql8.0',Description='d'); add('AWS::RDS::DBClusterParameterGroup','cpg1')
    for f,s in(('neptune1.3','Neptune'),('docdb5.0','DocDB')): c('rds').create_db_cluster_parameter_group(DBClusterParameterGroupName=f'{s.lower()}-pg',DBParameterGroupFamily=f,Description='d'); add(f'AWS::{s}::DBClusterParameterGroup',f'{s.lower()}-pg')
@seed
def rds4():
    c('rds').create_event_subscription(SubscriptionName='es1',SnsTopicArn='arn:aws:sns:us-east-1:123456789012:t',SourceType='db-instance'); add('AWS::RDS::EventSubscription','es1')
@seed
def rds5():
    c('rds').create_db_proxy(DBProxyName='px1',EngineFamily='MYSQL',Auth=[{'AuthScheme':'SECRETS','SecretArn':'arn:aws:secretsmanager:us-east-1:123456789012:secret:x-abc','IAMAuth':'DISABLED'}],RoleArn=R,VpcSubnetIds=X['sn']); add('AWS::RDS::DBProxy','px1')
@seed
def rds6():
    c('rds').create_global_cluster(GlobalClusterIdentifier='g1',Engine='aurora-mysql'); add('AWS::RDS::GlobalCluster','g1')
@seed
def rds7():
    c('rds').create_db_security_group(DBSecurityGroupName='dsg1',DBSecurityGroupDescription='d'); add('AWS::RDS::DBSecurityGroup','dsg1')
@seed
def nep():
    c('neptune').create_db_cluster(DBClusterIdentifier='nep1',Engine='neptune',Tags=TAG); add('AWS::Neptune::DBCluster','nep1')
@seed
def docdb():
    c('docdb').create_db_cluster(DBClusterIdentifier='doc1',Engine='docdb',MasterUsername='a',MasterUserPassword='password1',Tags=TAG); add('AWS::DocDB::DBCluster','doc1'); add('AWS::DocumentDB::Cluster','doc1')
@seed
def ddb():
    for n in(1,2,3):
        a=c('dynamodb').create_table(TableName=f'tab{n}',KeySchema=[{'AttributeName':'a','KeyType':'HASH'}],AttributeDefinitions=[{'AttributeName':'a','AttributeType':'S'}],BillingMode='PAY_PER_REQUEST'); add('AWS::DynamoDB::Table',f'tab{n}'); add('AWS::DynamoDB::GlobalTable',f'tab{n}')
    add('AWS::DynamoDB::Backup',c('dynamodb').create_backup(TableName='tab1',BackupName='bak1')['BackupDetails']['BackupArn'])
@seed
def sqs():
    for n in(1,2,3): add('AWS::SQS::Queue',c('sqs').create_queue(QueueName=f'q{n}',tags={'a':'b'})['QueueUrl'])
@seed
def sns():
    for n in(1,2,3):
        t=c('sns').create_topic(Name=f't{n}',Tags=TAG)['TopicArn']; add('AWS::SNS::Topic',t)
        add('AWS::SNS::Subscription',c('sns').subscribe(TopicArn=t,Protocol='sqs',Endpoint='arn:aws:sqs:us-east-1:123456789012:q1')['SubscriptionArn'])
@seed
def ecs():
    e=c('ecs')
    for n in(1,2,3): add('AWS::ECS::Cluster',e.create_cluster(clusterName=f'ec{n}',tags=tag)['cluster']['clusterArn'])
    for n in(1,2,3):
        t=e.register_task_definition(family=f'td{n}',requiresCompatibilities=['FARGATE'],cpu='256',memory='512',networkMode='awsvpc',containerDefinitions=[{'name':'a','image':'x','memory':100}])['taskDefinition']['taskDefinitionArn']; add('AWS::ECS::TaskDefinition',t)
        X['td']=t; s=e.create_service(cluster='ec1',serviceName=f'sv{n}',taskDefinition=t,desiredCount=0,launchType='FARGATE',networkConfiguration={'awsvpcConfiguration':{'subnets':X['sn'],'securityGroups':[X['sg']]}})['service']['serviceArn']; add('AWS::ECS::Service',s); add('AWS::ECS::FargateService',s)
    X['td']=t
@seed
def ecs2():
    t=c('ecs').run_task(cluster='ec1',taskDefinition=X['td'],launchType='FARGATE',count=2,networkConfiguration={'awsvpcConfiguration':{'subnets':X['sn'],'securityGroups':[X['sg']]}})['tasks'][0]['taskArn']; add('AWS::ECS::Task',t); add('AWS::ECS::FargateTask',t)
@seed
def ecs3():
    c('ecs').create_capacity_provider(name='cp1',autoScalingGroupProvider={'autoScalingGroupArn':'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:x:autoScalingGroupName/a'}); add('AWS::ECS::CapacityProvider','cp1')
@seed
def ecs4():
    e=c('ecs'); e.create_service(cluster='ec2',serviceName='ext',taskDefinition=X['td'],deploymentController={'type':'EXTERNAL'},desiredCount=1)
    add('AWS::ECS::TaskSet',e.create_task_set(cluster='ec2',service='ext',taskDefinition=X['td'])['taskSet']['id'])
@seed
def eks():
    for n in(1,2,3): c('eks').create_cluster(name=f'k{n}',roleArn=R,resourcesVpcConfig={'subnetIds':X['sn']},tags={'a':'b'}); add('AWS::EKS::Cluster',f'k{n}')
    for n in(1,2,3): c('eks').create_nodegroup(clusterName='k1',nodegroupName=f'ng{n}',subnets=X['sn'],nodeRole=R,instanceTypes=['t3.micro']); add('AWS::EKS::Nodegroup',f'ng{n}')
@seed
def eks2(): c('eks').create_fargate_profile(clusterName='k1',fargateProfileName='fp1',podExecutionRoleArn=R,subnets=X['sn'],selectors=[{'namespace':'a'}]); add('AWS::EKS::FargateProfile','fp1')
@seed
def ecr():
    for n in(1,2,3): c('ecr').create_repository(repositoryName=f'repo{n}',tags=TAG); add('AWS::ECR::Repository',f'repo{n}')
    c('ecr').put_image(repositoryName='repo1',imageManifest=json.dumps({"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":1,"digest":"sha256:"+"a"*64},"layers":[]}),imageTag='v1')
    add('AWS::ECR::Image',c('ecr').list_images(repositoryName='repo1')['imageIds'][0]['imageDigest'])
@seed
def elbv2():
    l=c('elbv2')
    for n in(1,2,3):
        a=l.create_load_balancer(Name=f'alb{n}',Subnets=X['sn'][:2],Tags=TAG)['LoadBalancers'][0]['LoadBalancerArn']; add('AWS::ElasticLoadBalancingV2::LoadBalancer',a)
        t=l.create_target_group(Name=f'tg{n}',Protocol='HTTP',Port=80,VpcId=X['vpc'])['TargetGroups'][0]['TargetGroupArn']; add('AWS::ElasticLoadBalancingV2::TargetGroup',t)
        s=l.create_listener(LoadBalancerArn=a,Protocol='HTTP',Port=80,DefaultActions=[{'Type':'forward','TargetGroupArn':t}])['Listeners'][0]['ListenerArn']; add('AWS::ElasticLoadBalancingV2::Listener',s)
    add('AWS::ElasticLoadBalancingV2::ListenerRule',l.create_rule(ListenerArn=s,Priority=5,Conditions=[{'Field':'path-pattern','Values':['/a']}],Actions=[{'Type':'forward','TargetGroupArn':t}])['Rules'][0]['RuleArn'])
@seed
def elb():
    for n in(1,2,3): c('elb').create_load_balancer(LoadBalancerName=f'clb{n}',Listeners=[{'Protocol':'HTTP','LoadBalancerPort':80,'InstancePort':80}],AvailabilityZones=['us-east-1a']); add('AWS::ElasticLoadBalancing::LoadBalancer',f'clb{n}')
@seed
def asg():
    a=c('autoscaling')
    for n in(1,2,3):
        a.create_launch_configuration(LaunchConfigurationName=f'lc{n}',ImageId=X['ami'],InstanceType='t3.micro'); add('AWS::AutoScaling::LaunchConfiguration',f'lc{n}')
        a.create_auto_scaling_group(AutoScalingGroupName=f'asg{n}',LaunchConfigurationName=f'lc{n}',MinSize=0,MaxSize=1,DesiredCapacity=0,AvailabilityZones=['us-east-1a']); add('AWS::AutoScaling::AutoScalingGroup',f'asg{n}')
        add('AWS::AutoScaling::ScalingPolicy',a.put_scaling_policy(AutoScalingGroupName=f'asg{n}',PolicyName=f'p{n}',AdjustmentType='ChangeInCapacity',ScalingAdjustment=1).get('PolicyARN') or a.describe_policies(PolicyNames=[f'p{n}'])['ScalingPolicies'][0]['PolicyARN'])
    a.put_scheduled_update_group_action(AutoScalingGroupName='asg1',ScheduledActionName='sa1',Recurrence='0 0 * * *',MinSize=0); add('AWS::AutoScaling::ScheduledAction','sa1')
    a.put_lifecycle_hook(LifecycleHookName='lh1',AutoScalingGroupName='asg1',LifecycleTransition='autoscaling:EC2_INSTANCE_TERMINATING'); add('AWS::AutoScaling::LifecycleHook','lh1')
@seed
def warm(): c('autoscaling').put_warm_pool(AutoScalingGroupName='asg1',MinSize=0)
@seed
def cfn():
    T=json.dumps({'Resources':{'q':{'Type':'AWS::SNS::Topic'}}})
    for n in(1,2,3): add('AWS::CloudFormation::Stack',c('cloudformation').create_stack(StackName=f'st{n}',TemplateBody=T,Tags=TAG)['StackId'])
    add('AWS::CloudFormation::StackSet',c('cloudformation').create_stack_set(StackSetName='ss1',TemplateBody=T)['StackSetId'])
@seed
def cw():
    w=c('cloudwatch')
    for n in(1,2,3): w.put_metric_alarm(AlarmName=f'al{n}',MetricName='m',Namespace='n',Statistic='Sum',Period=60,EvaluationPeriods=1,Threshold=1,ComparisonOperator='GreaterThanThreshold'); add('AWS::CloudWatch::Alarm',f'al{n}')
    for n in(1,2): w.put_dashboard(DashboardName=f'd{n}',DashboardBody='{"widgets":[]}'); add('AWS::CloudWatch::Dashboard',f'd{n}')
    w.put_metric_data(Namespace='n',MetricData=[{'MetricName':'met1','Value':1}]); add('AWS::CloudWatch::Metric','met1')
@seed
def cw2(): 
    c('cloudwatch').put_insight_rule(RuleName='ir1',RuleDefinition='{"Schema":{"Name":"CloudWatchLogRule","Version":1}}'); add('AWS::CloudWatch::InsightRule','ir1')
@seed
def cw3():
    c('cloudwatch').put_anomaly_detector(SingleMetricAnomalyDetector={'Namespace':'n','MetricName':'m','Stat':'Sum'})
@seed
def logs():
    l=c('logs')
    for n in(1,2,3): l.create_log_group(logGroupName=f'/lg/{n}'); add('AWS::Logs::LogGroup',f'/lg/{n}'); l.create_log_stream(logGroupName='/lg/1',logStreamName=f's{n}'); add('AWS::Logs::LogStream',f's{n}')
    l.put_metric_filter(logGroupName='/lg/1',filterName='mf1',filterPattern='x',metricTransformations=[{'metricName':'a','metricNamespace':'b','metricValue':'1'}]); add('AWS::Logs::MetricFilter','mf1')
@seed
def logs2():
    c('logs').put_resource_policy(policyName='rp1',policyDocument='{}'); add('AWS::Logs::ResourcePolicy','rp1')
@seed
def logs3():
    c('logs').put_destination(destinationName='de1',targetArn='arn:aws:kinesis:us-east-1:123456789012:stream/s',roleArn=R); add('AWS::Logs::Destination','de1')
@seed
def logs4(): c('logs').put_subscription_filter(logGroupName='/lg/1',filterName='sf1',filterPattern='x',destinationArn=X['fn']); add('AWS::Logs::SubscriptionFilter','sf1')
@seed
def logs5():
    c('logs').put_delivery_source(name='ds1',resourceArn='arn:aws:cloudfront::123456789012:distribution/E1Q5F5862X9VJ5',logType='ACCESS_LOGS'); add('AWS::Logs::DeliverySource','ds1')
@seed
def logs6():
    c('logs').put_delivery_destination(name='dd1',deliveryDestinationConfiguration={'destinationResourceArn':'arn:aws:s3:::seed-bucket-1'}); add('AWS::Logs::DeliveryDestination','dd1')
@seed
def ev():
    e=c('events')
    for n in(1,2,3): e.create_event_bus(Name=f'bus{n}'); add('AWS::Events::EventBus',f'bus{n}')
    for n in(1,2,3): add('AWS::Events::Rule',e.put_rule(Name=f'r{n}',ScheduleExpression='rate(5 minutes)')['RuleArn'])
    add('AWS::Events::Rule',e.put_rule(Name='rb',EventPattern='{"source":["a"]}',EventBusName='bus1')['RuleArn'])
    b=e.describe_event_bus(Name='bus1')['Arn']
    e.create_archive(ArchiveName='ar1',EventSourceArn=b); add('AWS::Events::Archive','ar1')
    cn=e.create_connection(Name='co1',AuthorizationType='API_KEY',AuthParameters={'ApiKeyAuthParameters':{'ApiKeyName':'a','ApiKeyValue':'b'}})['ConnectionArn']; add('AWS::Events::Connection','co1')
    e.create_api_destination(Name='ad1',ConnectionArn=cn,InvocationEndpoint='https://x.example.com',HttpMethod='GET'); add('AWS::Events::ApiDestination','ad1')
@seed
def sfn():
    for n in(1,2,3): add('AWS::StepFunctions::StateMachine',c('stepfunctions').create_state_machine(name=f'sm{n}',definition='{"StartAt":"a","States":{"a":{"Type":"Pass","End":true}}}',roleArn=R)['stateMachineArn'])
@seed
def sfn2(): add('AWS::StepFunctions::Activity',c('stepfunctions').create_activity(name='act1')['activityArn'])
@seed
def apigw():
    a=c('apigateway')
    for n in(1,2,3): i=a.create_rest_api(name=f'api{n}',tags={'a':'b'})['id']; add('AWS::ApiGateway::RestApi',i)
    root=a.get_resources(restApiId=i)['items'][0]['id']; add('AWS::ApiGateway::Resource',root)
    a.put_method(restApiId=i,resourceId=root,httpMethod='GET',authorizationType='NONE'); a.put_integration(restApiId=i,resourceId=root,httpMethod='GET',type='MOCK')
    d=a.create_deployment(restApiId=i,stageName='prod')['id']; add('AWS::ApiGateway::Deployment',d); add('AWS::ApiGateway::Stage','prod')
    add('AWS::ApiGateway::ApiKey',a.create_api_key(name='key1')['id']); add('AWS::ApiGateway::UsagePlan',a.create_usage_plan(name='up1')['id'])
    add('AWS::ApiGateway::Authorizer',a.create_authorizer(restApiId=i,name='au1',type='COGNITO_USER_POOLS',providerARNs=['arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_x'],identitySource='method.request.header.Authorization')['id'])
    a.create_model(restApiId=i,name='mod1',contentType='application/json',schema='{}'); add('AWS::ApiGateway::Model','mod1')
    add('AWS::ApiGateway::RequestValidator',a.create_request_validator(restApiId=i,name='rv1')['id'])
@seed
def apigw2(): c('apigateway').create_domain_name(domainName='x.example.com'); add('AWS::ApiGateway::DomainName','x.example.com')
@seed
def apigw3(): add('AWS::ApiGateway::VpcLink',c('apigateway').create_vpc_link(name='vl',targetArns=['arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/x/1'])['id'])
@seed
def apiv2():
    a=c('apigatewayv2')
    for n in(1,2,3): i=a.create_api(Name=f'h{n}',ProtocolType='HTTP',Tags={'a':'b'})['ApiId']; add('AWS::ApiGatewayV2::Api',i)
    a.create_stage(ApiId=i,StageName='s1'); add('AWS::ApiGatewayV2::Stage','s1')
    add('AWS::ApiGatewayV2::Integration',a.create_integration(ApiId=i,IntegrationType='HTTP_PROXY',IntegrationMethod='GET',IntegrationUri='https://a',PayloadFormatVersion='1.0')['IntegrationId'])
    add('AWS::ApiGatewayV2::Route',a.create_route(ApiId=i,RouteKey='GET /a')['RouteId'])
    add('AWS::ApiGatewayV2::Authorizer',a.create_authorizer(ApiId=i,AuthorizerType='JWT',IdentitySource=['$request.header.Authorization'],Name='a',JwtConfiguration={'Audience':['a'],'Issuer':'https://a'})['AuthorizerId'])
    a.create_domain_name(DomainName='y.example.com'); add('AWS::ApiGatewayV2::DomainName','y.example.com')
    add('AWS::ApiGatewayV2::ApiMapping',a.create_api_mapping(ApiId=i,DomainName='y.example.com',Stage='s1',ApiMappingKey='k')['ApiMappingId'])
@seed
def apiv2b(): add('AWS::ApiGatewayV2::VpcLink',c('apigatewayv2').create_vpc_link(Name='v',SubnetIds=X['sn'])['VpcLinkId'])
@seed
def r53():
    r=c('route53')
    for n in(1,2,3): z=r.create_hosted_zone(Name=f'z{n}.example.com.',CallerReference=f'{n}')['HostedZone']['Id']; add('AWS::Route53::HostedZone',z)
    ch=[{'Action':'CREATE','ResourceRecordSet':{'Name':f'a{n}.z3.example.com.','Type':'A','TTL':60,'ResourceRecords':[{'Value':'1.2.3.4'}]}} for n in(1,2,3)]
    r.change_resource_record_sets(HostedZoneId=z,ChangeBatch={'Changes':ch}); add('AWS::Route53::RecordSet','a2.z3.example.com.')
    for n in(1,2,3): add('AWS::Route53::HealthCheck',r.create_health_check(CallerReference=f'h{n}',HealthCheckConfig={'IPAddress':'10.0.0.25','Port':80,'Type':'HTTP','ResourcePath':'/'})['HealthCheck']['Id'])
    add('AWS::Route53::DelegationSet',r.create_reusable_delegation_set(CallerReference='d')['DelegationSet']['Id'])
@seed
def r53b():
    add('AWS::Route53::QueryLoggingConfig',c('route53').create_query_logging_config(HostedZoneId=c('route53').list_hosted_zones()['HostedZones'][0]['Id'].split('/')[-1],CloudWatchLogsLogGroupArn='arn:aws:logs:us-east-1:123456789012:log-group:/lg/1')['QueryLoggingConfig']['Id'])
@seed
def r53r():
    add('AWS::Route53Resolver::ResolverEndpoint',c('route53resolver').create_resolver_endpoint(CreatorRequestId='a',Name='re',SecurityGroupIds=[X['sg']],Direction='INBOUND',IpAddresses=[{'SubnetId':X['sn'][0],'Ip':'10.9.1.20'},{'SubnetId':X['sn'][1],'Ip':'10.9.2.20'}])['ResolverEndpoint']['Id'])
@seed
def r53r2():
    add('AWS::Route53Resolver::ResolverRule',c('route53resolver').create_resolver_rule(CreatorRequestId='b',Name='rr',RuleType='SYSTEM',DomainName='q.example.com')['ResolverRule']['Id'])
@seed
def cf():
    f=c('cloudfront')
    for n in(1,2,3):
        d=f.create_distribution(DistributionConfig=dict(CallerReference=f'c{n}',Comment='x',Enabled=True,Origins={'Quantity':1,'Items':[{'Id':'o','DomainName':f'a{n}.s3.us-east-1.amazonaws.com','S3OriginConfig':{'OriginAccessIdentity':''}}]},DefaultCacheBehavior={'TargetOriginId':'o','ViewerProtocolPolicy':'allow-all','MinTTL':1,'ForwardedValues':{'QueryString':False,'Cookies':{'Forward':'none'}}}))['Distribution']['Id']; add('AWS::CloudFront::Distribution',d)
@seed
def cf2():
    add('AWS::CloudFront::OriginAccessControl',c('cloudfront').create_origin_access_control(OriginAccessControlConfig={'Name':'oac','SigningProtocol':'sigv4','SigningBehavior':'always','OriginAccessControlOriginType':'s3'})['OriginAccessControl']['Id'])
@seed
def cf3():
    k=c('cloudfront').create_public_key(PublicKeyConfig={'CallerReference':'a','Name':'pk','EncodedKey':'x'})['PublicKey']['Id']; add('AWS::CloudFront::PublicKey',k)
    add('AWS::CloudFront::KeyGroup',c('cloudfront').create_key_group(KeyGroupConfig={'Name':'kg','Items':[k]})['KeyGroup']['Id'])
@seed
def acm(): 
    for n in(1,2,3): add('AWS::CertificateManager::Certificate',c('acm').request_certificate(DomainName=f'w{n}.example.com')['CertificateArn'])
@seed
def acmpca(): add('AWS::ACMPCA::CertificateAuthority',c('acm-pca').create_certificate_authority(CertificateAuthorityConfiguration={'KeyAlgorithm':'RSA_4096','SigningAlgorithm':'SHA512WITHRSA','Subject':{'CommonName':'a'}},CertificateAuthorityType='SUBORDINATE')['CertificateAuthorityArn'])
@seed
def kms():
    for n in(1,2,3): k=c('kms').create_key(Description='d',Tags=[{'TagKey':'a','TagValue':'b'}])['KeyMetadata']['KeyId']; add('AWS::KMS::Key',k); c('kms').create_alias(AliasName=f'alias/a{n}',TargetKeyId=k); add('AWS::KMS::Alias',f'alias/a{n}')
@seed
def sm():
    for n in(1,2,3): add('AWS::SecretsManager::Secret',c('secretsmanager').create_secret(Name=f's{n}',SecretString='x')['ARN'])
@seed
def ssm():
    for n in(1,2,3): c('ssm').put_parameter(Name=f'/p/{n}',Value='x',Type='String'); add('AWS::SSM::Parameter',f'/p/{n}')
    c('ssm').create_document(Name='doc1',Content=json.dumps({'schemaVersion':'2.2','description':'d','mainSteps':[]}),DocumentType='Command',DocumentFormat='JSON'); add('AWS::SSM::Document','doc1')
@seed
def ssm2(): add('AWS::SSM::MaintenanceWindow',c('ssm').create_maintenance_window(Name='mwin',Schedule='cron(0 0 * * ? *)',Duration=2,Cutoff=1,AllowUnassociatedTargets=True)['WindowId'])
@seed
def ssm3(): add('AWS::SSM::PatchBaseline',c('ssm').create_patch_baseline(Name='pbase')['BaselineId'])
@seed
def efs():
    for n in(1,2,3): i=c('efs').create_file_system(CreationToken=f'e{n}',Tags=TAG)['FileSystemId']; add('AWS::EFS::FileSystem',i)
    add('AWS::EFS::MountTarget',c('efs').create_mount_target(FileSystemId=i,SubnetId=X['sn'][0])['MountTargetId'])
    add('AWS::EFS::AccessPoint',c('efs').create_access_point(ClientToken='a',FileSystemId=i)['AccessPointId'])
@seed
def fsx():
    for n in(1,2): i=c('fsx').create_file_system(FileSystemType='LUSTRE',StorageCapacity=1200,SubnetIds=[X['sn'][0]],SecurityGroupIds=[X['sg']])['FileSystem']['FileSystemId']; add('AWS::FSx::FileSystem',i)
    add('AWS::FSx::Backup',c('fsx').create_backup(FileSystemId=i)['Backup']['BackupId'])
@seed
def ec():
    e=c('elasticache')
    for n in(1,2,3): e.create_cache_cluster(CacheClusterId=f'cc{n}',Engine='redis',CacheNodeType='cache.t3.micro',NumCacheNodes=1); add('AWS::ElastiCache::CacheCluster',f'cc{n}')
@seed
def ec2_(): 
    c('elasticache').create_replication_group(ReplicationGroupId='rg1',ReplicationGroupDescription='d'); add('AWS::ElastiCache::ReplicationGroup','rg1')
@seed
def ec3():
    c('elasticache').create_cache_subnet_group(CacheSubnetGroupName='csg1',CacheSubnetGroupDescription='d',SubnetIds=X['sn']); add('AWS::ElastiCache::SubnetGroup','csg1')
@seed
def ec4():
    c('elasticache').create_user(UserId='eu1',UserName='eu1',Engine='redis',AccessString='on',NoPasswordRequired=True); add('AWS::ElastiCache::User','eu1')
@seed
def ec5(): c('elasticache').create_snapshot(SnapshotName='esn1',CacheClusterId='cc1'); add('AWS::ElastiCache::Snapshot','esn1')
@seed
def mdb():
    m=c('memorydb'); m.create_subnet_group(SubnetGroupName='ms',SubnetIds=X['sn']); add('AWS::MemoryDB::SubnetGroup','ms')
    for n in(1,2): m.create_cluster(ClusterName=f'm{n}',NodeType='db.t4g.small',ACLName='open-access',SubnetGroupName='ms'); add('AWS::MemoryDB::Cluster',f'm{n}')
@seed
def rs():
    r=c('redshift')
    for n in(1,2,3): r.create_cluster(ClusterIdentifier=f'rs{n}',NodeType='dc2.large',MasterUsername='a',MasterUserPassword='Password1',Tags=TAG); add('AWS::Redshift::Cluster',f'rs{n}')
    r.create_cluster_parameter_group(ParameterGroupName='rpg1',ParameterGroupFamily='redshift-1.0',Description='d'); add('AWS::Redshift::ClusterParameterGroup','rpg1')
    r.create_cluster_subnet_group(ClusterSubnetGroupName='rsg1',Description='d',SubnetIds=X['sn']); add('AWS::Redshift::ClusterSubnetGroup','rsg1')
@seed
def rs2(): c('redshift').create_cluster_snapshot(SnapshotIdentifier='rsn1',ClusterIdentifier='rs1'); add('AWS::Redshift::Snapshot','rsn1')
@seed
def rss(): 
    c('redshift-serverless').create_namespace(namespaceName='ns1'); add('AWS::RedshiftServerless::Namespace','ns1')
@seed
def os_():
    for n in(1,2): c('opensearch').create_domain(DomainName=f'dom{n}'); add('AWS::OpenSearchService::Domain',f'dom{n}')
@seed
def es_(): c('es').create_elasticsearch_domain(DomainName='esdom1'); add('AWS::Elasticsearch::Domain','esdom1')
@seed
def kin():
    for n in(1,2,3): c('kinesis').create_stream(StreamName=f'ks{n}',ShardCount=1); add('AWS::Kinesis::Stream',f'ks{n}')
    a=c('kinesis').describe_stream_summary(StreamName='ks1')['StreamDescriptionSummary']['StreamARN']
    add('AWS::Kinesis::StreamConsumer',c('kinesis').register_stream_consumer(StreamARN=a,ConsumerName='kc')['Consumer']['ConsumerARN'])
@seed
def kvs(): add('AWS::KinesisVideo::Stream',c('kinesisvideo').create_stream(StreamName='kv1',DataRetentionInHours=1)['StreamARN'])
@seed
def fh():
    for n in(1,2,3): c('firehose').create_delivery_stream(DeliveryStreamName=f'fh{n}',ExtendedS3DestinationConfiguration={'RoleARN':R,'BucketARN':'arn:aws:s3:::seed-bucket-1'}); add('AWS::KinesisFirehose::DeliveryStream',f'fh{n}')
@seed
def msk():
    for n in(1,2): a=c('kafka').create_cluster_v2(ClusterName=f'mk{n}',Serverless={'VpcConfigs':[{'SubnetIds':X['sn'],'SecurityGroupIds':[X['sg']]}]})['ClusterArn']; add('AWS::MSK::Cluster',a)
    add('AWS::MSK::ServerlessCluster',a)
@seed
def mq():
    for n in(1,2): add('AWS::AmazonMQ::Broker',c('mq').create_broker(BrokerName=f'b{n}',AutoMinorVersionUpgrade=False,DeploymentMode='SINGLE_INSTANCE',EngineType='ActiveMQ',EngineVersion='5.15.14',HostInstanceType='mq.t2.micro',PubliclyAccessible=True,Users=[{'Username':'a','Password':'abcdefghijkl'}])['BrokerId'])
    add('AWS::AmazonMQ::Configuration',c('mq').create_configuration(Name='mc',EngineType='ActiveMQ',EngineVersion='5.15.14')['Id'])
@seed
def glue():
    g=c('glue')
    for n in(1,2,3): g.create_database(DatabaseInput={'Name':f'gdb{n}'}); add('AWS::Glue::Database',f'gdb{n}'); g.create_table(DatabaseName='gdb1',TableInput={'Name':f'gt{n}'}); add('AWS::Glue::Table',f'gt{n}')
    for n in(1,2,3): g.create_job(Name=f'gj{n}',Role=R,Command={'Name':'glueetl'}); add('AWS::Glue::Job',f'gj{n}')
    g.create_crawler(Name='gc1',Role=R,Targets={'S3Targets':[]}); add('AWS::Glue::Crawler','gc1')
    g.create_trigger(Name='gtr1',Type='ON_DEMAND',Actions=[{'JobName':'gj1'}]); add('AWS::Glue::Trigger','gtr1')
@seed
def glue2():
    a=c('glue').create_registry(RegistryName='gr1')['RegistryArn']; add('AWS::Glue::Registry',a)
    add('AWS::Glue::Schema',c('glue').create_schema(RegistryId={'RegistryName':'gr1'},SchemaName='gs1',DataFormat='AVRO',Compatibility='NONE',SchemaDefinition='{"type":"record","name":"a","fields":[{"name":"x","type":"string"}]}')['SchemaArn'])
@seed
def glue3(): c('glue').create_connection(ConnectionInput={'Name':'gcn1','ConnectionType':'JDBC','ConnectionProperties':{'a':'b'}}); add('AWS::Glue::Connection','gcn1')
@seed
def glue4(): c('glue').create_workflow(Name='gw1'); add('AWS::Glue::Workflow','gw1')
@seed
def glue5(): c('glue').create_security_configuration(Name='gsc1',EncryptionConfiguration={}); add('AWS::Glue::SecurityConfiguration','gsc1')
@seed
def glue6(): c('glue').create_dev_endpoint(EndpointName='gde1',RoleArn=R); add('AWS::Glue::DevEndpoint','gde1')
@seed
def ath():
    for n in(1,2): c('athena').create_work_group(Name=f'wg{n}',Configuration={}); add('AWS::Athena::WorkGroup',f'wg{n}')
    c('athena').create_data_catalog(Name='dc1',Type='GLUE',Parameters={'catalog-id':'123456789012'}); add('AWS::Athena::DataCatalog','dc1')
    add('AWS::Athena::NamedQuery',c('athena').create_named_query(Name='nq',Database='d',QueryString='select 1')['NamedQueryId'])
@seed
def emr():
    for n in(1,2): add('AWS::EMR::Cluster',c('emr').run_job_flow(Name=f'emr{n}',Instances={'InstanceCount':1,'MasterInstanceType':'m5.large','SlaveInstanceType':'m5.large','KeepJobFlowAliveWhenNoSteps':True},JobFlowRole='r',ServiceRole='s')['JobFlowId'])
    c('emr').create_security_configuration(Name='esc1',SecurityConfiguration='{}'); add('AWS::EMR::SecurityConfiguration','esc1')
@seed
def emrc(): add('AWS::EMRContainers::VirtualCluster',c('emr-containers').create_virtual_cluster(name='vc',containerProvider={'id':'k1','type':'EKS','info':{'eksInfo':{'namespace':'n'}}})['id'])
@seed
def emrs():
    for n in(1,2): add('AWS::EMRServerless::Application',c('emr-serverless').create_application(name=f'ea{n}',releaseLabel='emr-6.6.0',type='SPARK')['applicationId'])
@seed
def batch():
    b=c('batch')
    ce=b.create_compute_environment(computeEnvironmentName='ce1',type='UNMANAGED',state='ENABLED',serviceRole=R)['computeEnvironmentArn']; add('AWS::Batch::ComputeEnvironment',ce)
    for n in(1,2): add('AWS::Batch::JobQueue',b.create_job_queue(jobQueueName=f'jq{n}',state='ENABLED',priority=1,computeEnvironmentOrder=[{'order':1,'computeEnvironment':ce}])['jobQueueArn'])
    add('AWS::Batch::JobDefinition',b.register_job_definition(jobDefinitionName='jd1',type='container',containerProperties={'image':'x','vcpus':1,'memory':100,'command':['a']})['jobDefinitionArn'])
@seed
def batch2(): add('AWS::Batch::SchedulingPolicy',c('batch').create_scheduling_policy(name='sp1')['arn'])
@seed
def cog():
    p=c('cognito-idp')
    for n in(1,2,3): u=p.create_user_pool(PoolName=f'up{n}')['UserPool']['Id']; add('AWS::Cognito::UserPool',u)
    for n in(1,2,3): add('AWS::Cognito::UserPoolClient',p.create_user_pool_client(UserPoolId=u,ClientName=f'cl{n}')['UserPoolClient']['ClientId'])
    p.create_group(GroupName='cg1',UserPoolId=u); add('AWS::Cognito::UserPoolGroup','cg1')
    p.admin_create_user(UserPoolId=u,Username='cu1'); add('AWS::Cognito::UserPoolUser','cu1')
    p.create_resource_server(UserPoolId=u,Identifier='rsid',Name='n'); add('AWS::Cognito::UserPoolResourceServer','rsid')
    p.create_identity_provider(UserPoolId=u,ProviderName='idp1',ProviderType='SAML',ProviderDetails={'a':'b'}); add('AWS::Cognito::UserPoolIdentityProvider','idp1')
    for n in(1,2): add('AWS::Cognito::IdentityPool',c('cognito-identity').create_identity_pool(IdentityPoolName=f'ip{n}',AllowUnauthenticatedIdentities=False)['IdentityPoolId'])
@seed
def ct():
    c('s3').create_bucket(Bucket='ctb'); c('cloudtrail').create_trail(Name='trail1',S3BucketName='ctb'); add('AWS::CloudTrail::Trail','trail1')
@seed
def cfg():
    g=c('config'); g.put_configuration_recorder(ConfigurationRecorder={'name':'default','roleARN':R,'recordingGroup':{'allSupported':True,'includeGlobalResourceTypes':True}}); add('AWS::Config::ConfigurationRecorder','default')
    g.put_delivery_channel(DeliveryChannel={'name':'dch','s3BucketName':'ctb'}); add('AWS::Config::DeliveryChannel','dch')
    g.put_config_rule(ConfigRule={'ConfigRuleName':'cr1','Source':{'Owner':'AWS','SourceIdentifier':'S3_BUCKET_VERSIONING_ENABLED'}}); add('AWS::Config::ConfigRule','cr1')
@seed
def cfg2():
    c('config').put_configuration_aggregator(ConfigurationAggregatorName='agg',AccountAggregationSources=[{'AccountIds':['123456789012'],'AllAwsRegions':True}]); add('AWS::Config::ConfigurationAggregator','agg')
@seed
def gd():
    d=c('guardduty').create_detector(Enable=True)['DetectorId']; add('AWS::GuardDuty::Detector',d)
    c('guardduty').create_filter(DetectorId=d,Name='fil1',FindingCriteria={}); add('AWS::GuardDuty::Filter','f1')
@seed
def sh(): c('securityhub').enable_security_hub(); add('AWS::SecurityHub::Hub',c('securityhub').describe_hub()['HubArn'])
@seed
def macie(): c('macie2').enable_macie()
@seed
def orgs():
    o=c('organizations'); add('AWS::Organizations::Organization',o.create_organization(FeatureSet='ALL')['Organization']['Id'])
    r=o.list_roots()['Roots'][0]['Id']; add('AWS::Organizations::Root',r)
    for n in(1,2): add('AWS::Organizations::OrganizationalUnit',o.create_organizational_unit(ParentId=r,Name=f'ou{n}')['OrganizationalUnit']['Id'])
    add('AWS::Organizations::Policy',o.create_policy(Content='{}',Description='d',Name='scp1',Type='SERVICE_CONTROL_POLICY')['Policy']['PolicySummary']['Id'])
    x=o.create_account(Email='a@b.example',AccountName='acc1')['CreateAccountStatus']; add('AWS::Organizations::Account',x['AccountId']); add('AWS::Organizations::CreateAccountStatus',x['Id'])
    o.enable_aws_service_access(ServicePrincipal='config.amazonaws.com'); add('AWS::Organizations::AwsServiceAccess','config.amazonaws.com')
@seed
def orgs2():
    o=c('organizations'); a=[x for x in o.list_accounts()['Accounts'] if x['Name']=='acc1'][0]['Id']; o.enable_aws_service_access(ServicePrincipal='ssm.amazonaws.com'); o.register_delegated_administrator(AccountId=a,ServicePrincipal='ssm.amazonaws.com'); add('AWS::Organizations::DelegatedAdministrator',a)
@seed
def bak():
    b=c('backup')
    for n in(1,2): b.create_backup_vault(BackupVaultName=f'bv{n}'); add('AWS::Backup::BackupVault',f'bv{n}')
    for n in(1,2): add('AWS::Backup::BackupPlan',b.create_backup_plan(BackupPlan={'BackupPlanName':f'bp{n}','Rules':[{'RuleName':'r','TargetBackupVaultName':'bv1'}]})['BackupPlanId'])
@seed
def waf():
    w=c('wafv2')
    for n in(1,2): add('AWS::WAFv2::WebACL',w.create_web_acl(Name=f'w{n}',Scope='REGIONAL',DefaultAction={'Allow':{}},VisibilityConfig={'SampledRequestsEnabled':False,'CloudWatchMetricsEnabled':False,'MetricName':'m'})['Summary']['Id'])
    add('AWS::WAFv2::IPSet',w.create_ip_set(Name='ips',Scope='REGIONAL',IPAddressVersion='IPV4',Addresses=['1.2.3.4/32'])['Summary']['Id'])
@seed
def waf2(): add('AWS::WAFv2::RegexPatternSet',c('wafv2').create_regex_pattern_set(Name='rps',Scope='REGIONAL',RegularExpressionList=[{'RegexString':'a'}])['Summary']['Id'])
@seed
def waf3(): add('AWS::WAFv2::RuleGroup',c('wafv2').create_rule_group(Name='rg',Scope='REGIONAL',Capacity=10,VisibilityConfig={'SampledRequestsEnabled':False,'CloudWatchMetricsEnabled':False,'MetricName':'m'})['Summary']['Id'])
@seed
def cb():
    for n in(1,2): c('codebuild').create_project(name=f'cbproj{n}',source={'type':'S3','location':'bucket/path'},artifacts={'type':'NO_ARTIFACTS'},environment={'type':'LINUX_CONTAINER','image':'x','computeType':'BUILD_GENERAL1_SMALL'},serviceRole='arn:aws:iam::123456789012:role/service-role/my-codebuild-service-role'); add('AWS::CodeBuild::Project',f'cbproj{n}')
@seed
def cc():
    for n in(1,2): c('codecommit').create_repository(repositoryName=f'ccr{n}'); add('AWS::CodeCommit::Repository',f'ccr{n}')
@seed
def cp():
    c('iam').create_role(RoleName='cprole',AssumeRolePolicyDocument=ASSUME.replace('lambda','codepipeline'))
    c('codepipeline').create_pipeline(pipeline={'name':'pipe1','roleArn':'arn:aws:iam::123456789012:role/cprole','artifactStore':{'type':'S3','location':'ctb'},'stages':[{'name':'S1','actions':[{'name':'A','actionTypeId':{'category':'Source','owner':'AWS','provider':'S3','version':'1'},'configuration':{'S3Bucket':'a','S3ObjectKey':'b'},'outputArtifacts':[{'name':'a'}]}]},{'name':'S2','actions':[{'name':'A','actionTypeId':{'category':'Approval','owner':'AWS','provider':'Manual','version':'1'}}]}]}); add('AWS::CodePipeline::Pipeline','pipe1')
@seed
def cd():
    d=c('codedeploy')
    for n in(1,2): d.create_application(applicationName=f'cda{n}',computePlatform='Server'); add('AWS::CodeDeploy::Application',f'cda{n}')
    d.create_deployment_group(applicationName='cda1',deploymentGroupName='dg1',serviceRoleArn=R); add('AWS::CodeDeploy::DeploymentGroup','dg1')
@seed
def ca(): 
    a=c('codeartifact').create_domain(domain='cad1')['domain']['arn']; add('AWS::CodeArtifact::Domain',a)
    add('AWS::CodeArtifact::Repository',c('codeartifact').create_repository(domain='cad1',repository='car1')['repository']['arn'])
@seed
def aps():
    for n in(1,2): i=c('appsync').create_graphql_api(name=f'gq{n}',authenticationType='API_KEY')['graphqlApi']['apiId']; add('AWS::AppSync::GraphQLApi',i)
    add('AWS::AppSync::ApiKey',c('appsync').create_api_key(apiId=i)['apiKey']['id'])
@seed
def aps2(): add('AWS::AppSync::Api',c('appsync').create_api(name='ea',eventConfig={'authProviders':[{'authType':'API_KEY'}],'connectionAuthModes':[{'authType':'API_KEY'}],'defaultPublishAuthModes':[{'authType':'API_KEY'}],'defaultSubscribeAuthModes':[{'authType':'API_KEY'}]})['api']['apiId'])
@seed
def trf(): 
    for n in(1,2): s=c('transfer').create_server()['ServerId']; add('AWS::Transfer::Server',s)
    c('transfer').create_user(ServerId=s,UserName='tu1',Role=R)
@seed
def ws():
    d=c('ds').create_directory(Name='corp.example.com',Password='Passw0rd1',Size='Small',VpcSettings={'VpcId':X['vpc'],'SubnetIds':X['sn'][:2]})['DirectoryId']; add('AWS::DirectoryService::SimpleAD',d)
    c('workspaces').register_workspace_directory(DirectoryId=d); add('AWS::WorkSpaces::Directory',d)
    add('AWS::WorkSpaces::Workspace',c('workspaces').create_workspaces(Workspaces=[{'DirectoryId':d,'UserName':'u','BundleId':'wsb-abc12345'}])['PendingRequests'][0]['WorkspaceId'])
@seed
def dms():
    for n in(1,2): add('AWS::DMS::ReplicationInstance',c('dms').create_replication_instance(ReplicationInstanceIdentifier=f'ri{n}',ReplicationInstanceClass='dms.t2.micro',EngineVersion='3.4')['ReplicationInstance']['ReplicationInstanceArn'])
    add('AWS::DMS::Endpoint',c('dms').create_endpoint(EndpointIdentifier='ep1',EndpointType='source',EngineName='mysql')['Endpoint']['EndpointArn'])
@seed
def dms2(): c('dms').create_replication_subnet_group(ReplicationSubnetGroupIdentifier='rsg',ReplicationSubnetGroupDescription='d',SubnetIds=X['sn']); add('AWS::DMS::ReplicationSubnetGroup','rsg')
@seed
def iot():
    i=c('iot')
    for n in(1,2,3): i.create_thing(thingName=f'th{n}'); add('AWS::IoT::Thing',f'th{n}')
    add('AWS::IoT::Certificate',i.create_keys_and_certificate(setAsActive=True)['certificateId'])
    i.create_policy(policyName='ipol1',policyDocument='{}'); add('AWS::IoT::Policy','ipol1')
    i.create_thing_group(thingGroupName='tg1'); add('AWS::IoT::ThingGroup','tg1'); i.create_thing_type(thingTypeName='tt1'); add('AWS::IoT::ThingType','tt1')
    i.create_topic_rule(ruleName='tr1',topicRulePayload={'sql':"select *",'actions':[]}); add('AWS::IoT::TopicRule','tr1')
@seed
def iot2(): c('iot').create_role_alias(roleAlias='ra1',roleArn=R); add('AWS::IoT::RoleAlias','ra1')
@seed
def iot3(): add('AWS::IoT::BillingGroup',c('iot').create_billing_group(billingGroupName='bg1')['billingGroupName'])
@seed
def iot4(): c('iot').create_job_template(jobTemplateId='jt1',description='d',document='{}'); add('AWS::IoT::JobTemplate','jt1')
@seed
def ses():
    for n in(1,2): c('sesv2').create_email_identity(EmailIdentity=f'e{n}.example.com'); add('AWS::SES::EmailIdentity',f'e{n}.example.com')
    for n in(1,2): c('sesv2').create_configuration_set(ConfigurationSetName=f'cs{n}'); add('AWS::SES::ConfigurationSet',f'cs{n}')
    c('sesv2').create_contact_list(ContactListName='cl'); add('AWS::SES::ContactList','cl')
@seed
def ses2(): c('ses').create_template(Template={'TemplateName':'tpl1','SubjectPart':'s','TextPart':'t','HtmlPart':'h'}); add('AWS::SES::Template','tpl1')
@seed
def ses3(): c('ses').create_receipt_rule_set(RuleSetName='rrs1'); add('AWS::SES::ReceiptRuleSet','rrs1')
@seed
def ses4(): c('sesv2').create_dedicated_ip_pool(PoolName='dip1',ScalingMode='STANDARD'); add('AWS::SES::DedicatedIpPool','dip1')
@seed
def sc():
    for n in(1,2): add('AWS::ServiceCatalog::Portfolio',c('servicecatalog').create_portfolio(DisplayName=f'pf{n}',ProviderName='p',IdempotencyToken=f't{n}')['PortfolioDetail']['Id'])
@seed
def scar(): add('AWS::ServiceCatalogAppRegistry::Application',c('servicecatalog-appregistry').create_application(name='sca',clientToken='a')['application']['id'])
@seed
def amp(): 
    for n in(1,2): add('AWS::Amplify::App',c('amplify').create_app(name=f'amp{n}')['app']['appArn'])
@seed
def eb():
    for n in(1,2): c('elasticbeanstalk').create_application(ApplicationName=f'eb{n}'); add('AWS::ElasticBeanstalk::Application',f'eb{n}')
    c('elasticbeanstalk').create_environment(ApplicationName='eb1',EnvironmentName='env1'); add('AWS::ElasticBeanstalk::Environment','env1')
@seed
def dsync():
    l=[c('datasync').create_location_s3(S3BucketArn='arn:aws:s3:::seed-bucket-1',S3Config={'BucketAccessRoleArn':R})['LocationArn'] for _ in(1,2)]
    add('AWS::DataSync::Task',c('datasync').create_task(SourceLocationArn=l[0],DestinationLocationArn=l[1],Name='t')['TaskArn'])
@seed
def nfw(): 
    for n in(1,2): add('AWS::NetworkFirewall::Firewall',c('network-firewall').create_firewall(FirewallName=f'nf{n}',FirewallPolicyArn='arn:aws:network-firewall:us-east-1:123456789012:firewall-policy/p',VpcId=X['vpc'],SubnetMappings=[{'SubnetId':X['sn'][0]}])['Firewall']['FirewallArn'])
@seed
def ram(): add('AWS::RAM::ResourceShare',c('ram').create_resource_share(name='rsh1')['resourceShare']['resourceShareArn'])
@seed
def sd():
    s=c('servicediscovery'); o=s.create_http_namespace(Name='ns.http')['OperationId']; i=s.get_operation(OperationId=o)['Operation']['Targets']['NAMESPACE']; add('AWS::ServiceDiscovery::HttpNamespace',i)
    o=s.create_private_dns_namespace(Name='p.local',Vpc=X['vpc'])['OperationId']; i=s.get_operation(OperationId=o)['Operation']['Targets']['NAMESPACE']; add('AWS::ServiceDiscovery::PrivateDnsNamespace',i)
    add('AWS::ServiceDiscovery::Service',s.create_service(Name='svc1',NamespaceId=i)['Service']['Id'])
@seed
def sch():
    for n in(1,2,3): c('scheduler').create_schedule(Name=f'sc{n}',ScheduleExpression='rate(5 minutes)',FlexibleTimeWindow={'Mode':'OFF'},Target={'Arn':'arn:aws:sqs:us-east-1:123456789012:q1','RoleArn':R}); add('AWS::Scheduler::Schedule',f'sc{n}')
    c('scheduler').create_schedule_group(Name='sg1'); add('AWS::Scheduler::ScheduleGroup','sg1')
@seed
def pipes():
    c('pipes').create_pipe(Name='pi1',RoleArn=R,Source='arn:aws:sqs:us-east-1:123456789012:q1',Target='arn:aws:sqs:us-east-1:123456789012:q2'); add('AWS::Pipes::Pipe','pi1')
@seed
def bud(): c('budgets').create_budget(AccountId='123456789012',Budget={'BudgetName':'bu1','BudgetLimit':{'Amount':'1','Unit':'USD'},'TimeUnit':'MONTHLY','BudgetType':'COST'}); add('AWS::Budgets::Budget','bu1')
@seed
def aas():
    c('application-autoscaling').register_scalable_target(ServiceNamespace='dynamodb',ResourceId='table/tab1',ScalableDimension='dynamodb:table:ReadCapacityUnits',MinCapacity=1,MaxCapacity=2); add('AWS::ApplicationAutoScaling::ScalableTarget','table/tab1')
@seed
def sag():
    s=c('sagemaker')
    for n in(1,2,3): s.create_model(ModelName=f'mo{n}',ExecutionRoleArn=R,PrimaryContainer={'Image':'382416733822.dkr.ecr.us-east-1.amazonaws.com/image-classification:1','ModelDataUrl':'s3://a/b'}); add('AWS::SageMaker::Model',f'mo{n}')
    s.create_endpoint_config(EndpointConfigName='epc',ProductionVariants=[{'VariantName':'v','ModelName':'mo1','InitialInstanceCount':1,'InstanceType':'ml.t2.medium'}]); add('AWS::SageMaker::EndpointConfig','epc')
    s.create_endpoint(EndpointName='epn',EndpointConfigName='epc'); add('AWS::SageMaker::Endpoint','epn')
@seed
def sag2():
    for n in(1,2,3): c('sagemaker').create_training_job(TrainingJobName=f'tj{n}',AlgorithmSpecification={'TrainingImage':'382416733822.dkr.ecr.us-east-1.amazonaws.com/x:1','TrainingInputMode':'File'},RoleArn=R,OutputDataConfig={'S3OutputPath':'s3://a/b'},ResourceConfig={'InstanceType':'ml.m4.xlarge','InstanceCount':1,'VolumeSizeInGB':10},StoppingCondition={'MaxRuntimeInSeconds':60}); add('AWS::SageMaker::TrainingJob',f'tj{n}')
@seed
def sag3(): c('sagemaker').create_notebook_instance(NotebookInstanceName='nb1',InstanceType='ml.t2.medium',RoleArn=R); add('AWS::SageMaker::NotebookInstance','nb1')
@seed
def sag4(): c('sagemaker').create_pipeline(PipelineName='APipe',ClientRequestToken='a'*32,RoleArn=R,PipelineDefinition='{}'); add('AWS::SageMaker::Pipeline','APipe')
@seed
def sag5(): 
    d=c('sagemaker').create_domain(DomainName='sd1',AuthMode='IAM',DefaultUserSettings={'ExecutionRole':R},SubnetIds=X['sn'],VpcId=X['vpc'])['DomainArn']; add('AWS::SageMaker::Domain',d)
@seed
def sag6(): c('sagemaker').create_model_package_group(ModelPackageGroupName='mpg1'); add('AWS::SageMaker::ModelPackageGroup','mpg1')
@seed
def sag7(): c('sagemaker').create_feature_group(FeatureGroupName='fg1',RecordIdentifierFeatureName='a',EventTimeFeatureName='b',FeatureDefinitions=[{'FeatureName':'a','FeatureType':'String'}],RoleArn=R,OfflineStoreConfig={'S3StorageConfig':{'S3Uri':'s3://a/b'}}); add('AWS::SageMaker::FeatureGroup','fg1')
@seed
def bed():
    j=c('bedrock').create_model_customization_job(jobName='bj1',customModelName='cm1',roleArn=R,baseModelIdentifier='amazon.titan-text-lite-v1',trainingDataConfig={'s3Uri':'s3://seed-bucket-1/a.jsonl'},outputDataConfig={'s3Uri':'s3://seed-bucket-1/o'},hyperParameters={'a':'1'})['jobArn']; add('AWS::Bedrock::ModelCustomizationJob',j)
@seed
def beda():
    add('AWS::Bedrock::Agent',c('bedrock-agent').create_agent(agentName='ag1',agentResourceRoleArn=R)['agent']['agentId'])
    k=c('bedrock-agent').create_knowledge_base(name='kb1',roleArn=R,knowledgeBaseConfiguration={'type':'VECTOR','vectorKnowledgeBaseConfiguration':{'embeddingModelArn':'arn:aws:bedrock:us-east-1::foundation-model/a'}},storageConfiguration={'type':'RDS','rdsConfiguration':{'resourceArn':'arn:aws:rds:us-east-1:123456789012:cluster:c','credentialsSecretArn':'arn:aws:secretsmanager:us-east-1:123456789012:secret:s','databaseName':'d','tableName':'t','fieldMapping':{'primaryKeyField':'a','vectorField':'b','textField':'c','metadataField':'d'}}})['knowledgeBase']['knowledgeBaseId']; add('AWS::Bedrock::KnowledgeBase',k)
@seed
def bedg(): add('AWS::Bedrock::Guardrail',c('bedrock').create_guardrail(name='gr',blockedInputMessaging='a',blockedOutputsMessaging='b')['guardrailArn'])
@seed
def xr():
    add('AWS::XRay::Group',c('xray').create_group(GroupName='xg')['Group']['GroupARN'])
@seed
def ts():
    for n in(1,2): c('timestream-write').create_database(DatabaseName=f'tsd{n}'); add('AWS::Timestream::Database',f'tsd{n}')
    c('timestream-write').create_table(DatabaseName='tsd1',TableName='tst1')
@seed
def tsi(): add('AWS::Timestream::InfluxDBInstance',c('timestream-influxdb').create_db_instance(name='idb1',password='password1',dbInstanceType='db.influx.medium',vpcSubnetIds=X['sn'],vpcSecurityGroupIds=[X['sg']],allocatedStorage=20)['id'])
@seed
def qs():
    q=c('quicksight')
    q.create_data_source(AwsAccountId='123456789012',DataSourceId='qds1',Name='n',Type='ATHENA'); add('AWS::QuickSight::DataSource','qds1')
@seed
def qs2():
    c('quicksight').create_dashboard(AwsAccountId='123456789012',DashboardId='qd1',Name='n'); add('AWS::QuickSight::Dashboard','qd1')
@seed
def qs3(): c('quicksight').create_data_set(AwsAccountId='123456789012',DataSetId='qset1',Name='n',PhysicalTableMap={'a':{'CustomSql':{'DataSourceArn':'arn:aws:quicksight:us-east-1:123456789012:datasource/qds1','Name':'a','SqlQuery':'select 1','Columns':[{'Name':'a','Type':'STRING'}]}}},ImportMode='SPICE'); add('AWS::QuickSight::DataSet','qset1')
@seed
def lex(): add('AWS::Lex::Bot',c('lexv2-models').create_bot(botName='bot',roleArn=R,dataPrivacy={'childDirected':False},idleSessionTTLInSeconds=300)['botId'])
@seed
def rek(): c('rekognition').create_collection(CollectionId='rc1'); add('AWS::Rekognition::Collection','rc1')
@seed
def polly(): c('polly').put_lexicon(Name='lex1',Content='<lexicon/>'); add('AWS::Polly::Lexicon','lex1')
@seed
def conn(): add('AWS::Connect::Instance',c('connect').create_instance(IdentityManagementType='CONNECT_MANAGED',InstanceAlias='ci1',InboundCallsEnabled=True,OutboundCallsEnabled=True)['Arn'])
@seed
def det(): add('AWS::Detective::Graph',c('detective').create_graph()['GraphArn'])
@seed
def aa(): add('AWS::AccessAnalyzer::Analyzer',c('accessanalyzer').create_analyzer(analyzerName='an1',type='ACCOUNT')['arn'])
@seed
def shield(): 
    c('shield').create_subscription(); add('AWS::Shield::Protection',c('shield').create_protection(Name='p',ResourceArn='arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/x/1')['ProtectionId'])
@seed
def db(): 
    c('databrew').create_dataset(Name='dbs1',Format='CSV',Input={'S3InputDefinition':{'Bucket':'bkt'}}); add('AWS::DataBrew::Dataset','dbs1')
@seed
def db2():
    c('databrew').create_recipe_job(Name='dbj1',DatasetName='dbs1',RoleArn=R,Outputs=[{'Location':{'Bucket':'bkt'}}]); add('AWS::DataBrew::Job','dbj1')
@seed
def db3(): c('databrew').create_recipe(Name='dbr1',Steps=[]); add('AWS::DataBrew::Recipe','dbr1')
@seed
def apc():
    for n in(1,2): a=c('appconfig').create_application(Name=f'ac{n}')['Id']; add('AWS::AppConfig::Application',a)
    add('AWS::AppConfig::ConfigurationProfile',c('appconfig').create_configuration_profile(ApplicationId=a,Name='cp',LocationUri='hosted')['Id'])
@seed
def gl(): add('AWS::Greengrass::Group',c('greengrass').create_group(Name='gg')['Id'])
@seed
def gg2():
    import base64
    r=c('greengrassv2').create_component_version(inlineRecipe=json.dumps({"RecipeFormatVersion":"2020-01-25","ComponentName":"com.x","ComponentVersion":"1.0.0","Manifests":[]}).encode()); add('AWS::GreengrassV2::ComponentVersion',r['arn'])
@seed
def rg(): c('resource-groups').create_group(Name='rgp1',ResourceQuery={'Type':'TAG_FILTERS_1_0','Query':'{"ResourceTypeFilters":["AWS::AllSupported"],"TagFilters":[{"Key":"a","Values":["b"]}]}'}); add('AWS::ResourceGroups::Group','rgp1')
@seed
def swf(): pass
@seed
def dax():
    c('dax').create_cluster(ClusterName='dax1',NodeType='dax.t3.small',ReplicationFactor=1,IamRoleArn=R); add('AWS::DAX::Cluster','dax1')
@seed
def medl():
    c('medialive').create_channel(Name='ch1'); 
    add('AWS::MediaLive::Input',c('medialive').create_input(Name='in1',Type='RTP_PUSH')['Input']['Id'])
@seed
def meds(): c('mediastore').create_container(ContainerName='mc1'); add('AWS::MediaStore::Container','mc1')
@seed
def medc(): add('AWS::MediaConnect::Flow',c('mediaconnect').create_flow(Name='fl',Source={'Name':'s','Protocol':'zixi-push'})['Flow']['FlowArn'])
@seed
def medp(): c('mediapackage').create_channel(Id='mpc1'); add('AWS::MediaPackage::Channel','mpc1')
@seed
def mesh(): c('appmesh').create_mesh(meshName='mesh1'); add('AWS::AppMesh::Mesh','mesh1')
@seed
def pin(): add('AWS::Pinpoint::App',c('pinpoint').create_app(CreateApplicationRequest={'Name':'p'})['ApplicationResponse']['Id'])
@seed
def kav2(): c('kinesisanalyticsv2').create_application(ApplicationName='kav',RuntimeEnvironment='FLINK-1_18',ServiceExecutionRole=R); add('AWS::KinesisAnalyticsV2::Application','kav')
@seed
def lf(): c('lakeformation').register_resource(ResourceArn='arn:aws:s3:::seed-bucket-1'); add('AWS::LakeFormation::Resource','arn:aws:s3:::seed-bucket-1')
@seed
def oss(): 
    c('opensearchserverless').create_security_policy(type='encryption',name='pol1',policy='{"Rules":[{"ResourceType":"collection","Resource":["collection/col1"]}],"AWSOwnedKey":true}')
    add('AWS::OpenSearchServerless::Collection',c('opensearchserverless').create_collection(name='col1')['createCollectionDetail']['id'])
@seed
def osis(): c('osis').create_pipeline(PipelineName='osp1',MinUnits=1,MaxUnits=2,PipelineConfigurationBody='version: "2"\nlog-pipeline:\n  source:\n    http:\n      path: "/x"\n  sink:\n    - s3:\n        bucket: b\n        aws: {region: us-east-1}\n'); add('AWS::OSIS::Pipeline','osp1')
@seed
def aps3(): add('AWS::APS::Workspace',c('amp').create_workspace(alias='w')['workspaceId'])
@seed
def syn(): c('synthetics').create_canary(Name='can1',Code={'S3Bucket':'a','S3Key':'b','Handler':'x'},ArtifactS3Location='s3://a',ExecutionRoleArn=R,Schedule={'Expression':'rate(5 minutes)'},RuntimeVersion='syn-nodejs-puppeteer-6.0'); add('AWS::Synthetics::Canary','can1')
@seed
def vpl(): add('AWS::VpcLattice::ServiceNetwork',c('vpc-lattice').create_service_network(name='snw')['id']); add('AWS::VpcLattice::Service',c('vpc-lattice').create_service(name='svc')['id'])
@seed
def nm(): add('AWS::NetworkManager::GlobalNetwork',c('networkmanager').create_global_network()['GlobalNetwork']['GlobalNetworkId'])
@seed
def dcx(): 
    add('AWS::DirectConnect::Connection',c('directconnect').create_connection(location='x',bandwidth='1Gbps',connectionName='c')['connectionId'])
@seed
def s3t(): add('AWS::S3Tables::TableBucket',c('s3tables').create_table_bucket(name='tbk1')['arn'])
@seed
def s3v(): 
    c('s3vectors').create_vector_bucket(vectorBucketName='vbk1'); add('AWS::S3Vectors::VectorBucket','vbk1')
@seed
def dsql(): add('AWS::DSQL::Cluster',c('dsql').create_cluster()['identifier'])
@seed
def idst():
    i=c('sso-admin').list_instances()['Instances']
    if i: add('AWS::SSO::Instance',i[0]['InstanceArn'])
@seed
def vp(): add('AWS::VerifiedPermissions::PolicyStore',c('verifiedpermissions').create_policy_store(validationSettings={'mode':'OFF'})['policyStoreId'])
@seed
def comp(): add('AWS::Comprehend::DocumentClassifier',c('comprehend').create_document_classifier(DocumentClassifierName='dcl',DataAccessRoleArn=R,InputDataConfig={'S3Uri':'s3://a'},LanguageCode='en')['DocumentClassifierArn'])
@seed
def ivs(): add('AWS::IVS::Channel',c('ivs').create_channel(name='ic')['channel']['arn'])
@seed
def dpl(): add('AWS::DataPipeline::Pipeline',c('datapipeline').create_pipeline(name='dp',uniqueId='x')['pipelineId'])
@seed
def dlm(): add('AWS::DLM::LifecyclePolicy',c('dlm').create_lifecycle_policy(ExecutionRoleArn=R,Description='d',State='ENABLED',PolicyDetails={'ResourceTypes':['VOLUME'],'TargetTags':TAG})['PolicyId'])
@seed
def fis(): add('AWS::FIS::ExperimentTemplate',c('fis').create_experiment_template(clientToken='a',description='d',stopConditions=[{'source':'none'}],targets={},actions={},roleArn=R)['experimentTemplate']['id'])
@seed
def inst2(): c('inspector2').enable(resourceTypes=['EC2']) 
@seed
def insf(): add('AWS::InspectorV2::Filter',c('inspector2').create_filter(name='inf',action='NONE',filterCriteria={'findingType':[{'comparison':'EQUALS','value':'x'}]})['arn'])
@seed
def cc1(): add('AWS::CodeConnections::Connection',c('codeconnections').create_connection(ConnectionName='cco',ProviderType='GitHub')['ConnectionArn'])
@seed
def lgt(): pass
@seed
def wm(): add('AWS::ManagedBlockchain::Network',c('managedblockchain').create_network(Name='mbn',Framework='HYPERLEDGER_FABRIC',FrameworkVersion='1.2',VotingPolicy={'ApprovalThresholdPolicy':{'ThresholdPercentage':50,'ProposalDurationInHours':24,'ThresholdComparator':'GREATER_THAN_OR_EQUAL_TO'}},MemberConfiguration={'Name':'m','FrameworkConfiguration':{'Fabric':{'AdminUsername':'admin','AdminPassword':'Password1'}}})['NetworkId'])
@seed
def cw9(): pass
@seed
def r53d(): pass
@seed
def mwaa(): pass
@seed
def secl(): c('securitylake')
@seed
def tx(): add('AWS::Transcribe::Vocabulary',c('transcribe').create_vocabulary(VocabularyName='voc1',LanguageCode='en-US',Phrases=['a'])['VocabularyName'])
@seed
def fc(): add('AWS::Forecast::DatasetGroup',c('forecast').create_dataset_group(DatasetGroupName='fdg',Domain='RETAIL')['DatasetGroupArn'])
@seed
def pers(): add('AWS::Personalize::Schema',c('personalize').create_schema(name='psc',schema='{}')['schemaArn'])
@seed
def sgn(): add('AWS::Signer::SigningProfile',c('signer').put_signing_profile(profileName='spf',platformId='AWSLambda-SHA384-ECDSA')['arn'])
@seed
def keys(): c('keyspaces').create_keyspace(keyspaceName='ksp1'); add('AWS::Cassandra::Keyspace','ksp1')
@seed
def r2(): pass
for f in F:
    try: f()
    except Exception as e: FAIL.append((f.__name__,type(e).__name__+': '+str(e)[:200]))
json.dump([[t,str(i)] for t,i in S if not t.startswith('bulk:')],open(OUT,'w'))
print(len(S),'resources of',len({t for t,_ in S}),'types;',len(FAIL),'makers failed:',*[n for n,_ in FAIL])
