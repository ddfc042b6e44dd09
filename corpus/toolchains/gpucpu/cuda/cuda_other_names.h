// Names of CUDA's runtime API that HIP has under another name or, as numbers, not at all.
#pragma once
#define cudaDeviceProp hipDeviceProp_tR0600
#define cudaPointerAttributes hipPointerAttribute_t
#define cudaDeviceAttr hipDeviceAttribute_t
#define cudaFuncCache hipFuncCache_t
#define cudaLimit hipLimit_t
#undef cudaError
#define cudaError hipError_t

#define cudaThreadSynchronize hipDeviceSynchronize
#define cudaThreadExit hipDeviceReset
#define cudaThreadSetCacheConfig hipDeviceSetCacheConfig
#define cudaDeviceBlockingSync hipDeviceScheduleBlockingSync
#define cudaStreamLegacy ((hipStream_t)1)
#define cudaStreamPerThread ((hipStream_t)2)
#define cudaEventDefault 0
#define cudaPeerAccessDefault 0

#define cudaDevAttrMultiProcessorCount hipDeviceAttributeMultiprocessorCount
#define cudaDevAttrMaxBlocksPerMultiprocessor hipDeviceAttributeMaxBlocksPerMultiProcessor
#define cudaDevAttrMaxSharedMemoryPerBlockOptin hipDeviceAttributeSharedMemPerBlockOptin
#define cudaDevAttrGlobalMemoryBusWidth hipDeviceAttributeMemoryBusWidth
#define cudaDevAttrGpuOverlap hipDeviceAttributeConcurrentKernels

#define cudaSharedmemCarveoutDefault (-1)
#define cudaSharedmemCarveoutMaxL1 0
#define cudaSharedmemCarveoutMaxShared 100

#define cudaErrorInvalidTexture ((hipError_t)18)
#define cudaErrorInvalidTextureBinding ((hipError_t)19)
#define cudaErrorInvalidChannelDescriptor ((hipError_t)20)
#define cudaErrorInvalidFilterSetting ((hipError_t)26)
#define cudaErrorInvalidNormSetting ((hipError_t)27)
#define cudaErrorInvalidHostPointer ((hipError_t)16)
#define cudaErrorInvalidSurface ((hipError_t)37)
#define cudaErrorDevicesUnavailable ((hipError_t)46)
#define cudaErrorStartupFailure ((hipError_t)127)
#define cudaErrorNoKernelImageForDevice hipErrorNoBinaryForGpu
#define cudaErrorECCUncorrectable hipErrorECCNotCorrectable
#define cudaErrorInvalidPtx ((hipError_t)218)
#define cudaErrorLaunchTimeout hipErrorLaunchTimeOut
#define cudaErrorHardwareStackError ((hipError_t)714)
#define cudaErrorIllegalInstruction ((hipError_t)715)
#define cudaErrorMisalignedAddress ((hipError_t)716)
#define cudaErrorInvalidAddressSpace ((hipError_t)717)
#define cudaErrorInvalidPc ((hipError_t)718)
#define cudaErrorNotPermitted ((hipError_t)800)
#define cudaErrorApiFailureBase ((hipError_t)10000)
